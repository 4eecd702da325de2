-- CreateEnum
CREATE TYPE "GoldenOrigin" AS ENUM ('PAIR', 'CORRECTION', 'ABSTENTION', 'MANUAL');

-- CreateEnum
CREATE TYPE "GoldenUse" AS ENUM ('LEARN', 'GATE');

-- AlterTable
ALTER TABLE "TrainData" ADD COLUMN     "answer" TEXT,
ADD COLUMN     "question" TEXT;

-- CreateTable
CREATE TABLE "GoldenQuestion" (
    "id" SERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "answer" TEXT,
    "hash" TEXT NOT NULL,
    "origin" "GoldenOrigin" NOT NULL,
    "use" "GoldenUse" NOT NULL,
    "trainDataId" INTEGER,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GoldenQuestion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "GoldenQuestion_trainDataId_key" ON "GoldenQuestion"("trainDataId");

-- CreateIndex
CREATE INDEX "GoldenQuestion_workspaceId_use_id_idx" ON "GoldenQuestion"("workspaceId", "use", "id");

-- CreateIndex
CREATE UNIQUE INDEX "GoldenQuestion_workspaceId_hash_key" ON "GoldenQuestion"("workspaceId", "hash");

-- AddForeignKey
ALTER TABLE "GoldenQuestion" ADD CONSTRAINT "GoldenQuestion_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GoldenQuestion" ADD CONSTRAINT "GoldenQuestion_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GoldenQuestion" ADD CONSTRAINT "GoldenQuestion_trainDataId_fkey" FOREIGN KEY ("trainDataId") REFERENCES "TrainData"("id") ON DELETE SET NULL ON UPDATE CASCADE;
