-- CreateEnum
CREATE TYPE "GapStatus" AS ENUM ('OPEN', 'ANSWERED', 'OUT_OF_SCOPE');

-- AlterTable
ALTER TABLE "Question" ADD COLUMN     "gapId" INTEGER;

-- CreateTable
CREATE TABLE "Gap" (
    "id" SERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "status" "GapStatus" NOT NULL DEFAULT 'OPEN',
    "embedder" TEXT NOT NULL,
    "centroid" BYTEA NOT NULL,
    "labelVector" BYTEA NOT NULL,
    "trainDataId" INTEGER,
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),
    "toldAt" TIMESTAMPTZ(3),
    "cards" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAskedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Gap_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Gap_workspaceId_status_count_idx" ON "Gap"("workspaceId", "status", "count");

-- CreateIndex
CREATE INDEX "Gap_workspaceId_lastAskedAt_idx" ON "Gap"("workspaceId", "lastAskedAt");

-- CreateIndex
CREATE INDEX "Gap_trainDataId_idx" ON "Gap"("trainDataId");

-- CreateIndex
CREATE INDEX "Question_gapId_idx" ON "Question"("gapId");

-- AddForeignKey
ALTER TABLE "Question" ADD CONSTRAINT "Question_gapId_fkey" FOREIGN KEY ("gapId") REFERENCES "Gap"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Gap" ADD CONSTRAINT "Gap_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Gap" ADD CONSTRAINT "Gap_trainDataId_fkey" FOREIGN KEY ("trainDataId") REFERENCES "TrainData"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Gap" ADD CONSTRAINT "Gap_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
