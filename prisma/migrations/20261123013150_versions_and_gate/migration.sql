-- CreateEnum
CREATE TYPE "ModelGate" AS ENUM ('PASSED', 'ASKED', 'ACCEPTED', 'DECLINED');

-- AlterEnum
ALTER TYPE "ModelStatus" ADD VALUE 'CANCELLED';

-- AlterEnum
ALTER TYPE "OutboxKind" ADD VALUE 'REMOVE_VERSION';

-- AlterTable
ALTER TABLE "Model" ADD COLUMN     "gate" "ModelGate",
ADD COLUMN     "gateDecidedById" UUID,
ADD COLUMN     "gateReason" TEXT,
ADD COLUMN     "golden" JSONB,
ADD COLUMN     "removedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "autoTrainAt" TIMESTAMPTZ(3),
ADD COLUMN     "wantedById" UUID,
ADD COLUMN     "wantedModelId" INTEGER;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_gateDecidedById_fkey" FOREIGN KEY ("gateDecidedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What is live, or built and on its way to be, is what is wanted.
UPDATE "Workspace" w SET "wantedModelId" = (SELECT max(m."id") FROM "Model" m WHERE m."workspaceId" = w."id" AND m."status" = 'DONE');
