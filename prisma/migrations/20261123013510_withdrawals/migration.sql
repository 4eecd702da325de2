-- AlterTable
ALTER TABLE "TrainData" ADD COLUMN     "quoted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "withdrawnAt" TIMESTAMPTZ(3),
ADD COLUMN     "withdrawnById" UUID;

-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "withdrawals" INTEGER NOT NULL DEFAULT 0;

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_withdrawnById_fkey" FOREIGN KEY ("withdrawnById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Withdrawn texts that answers still quote: few, and looked for often.
CREATE INDEX "TrainData_quoted" ON "TrainData" ("id") WHERE "quoted";
