-- DropForeignKey
ALTER TABLE "Model" DROP CONSTRAINT "Model_startedById_fkey";

-- AlterTable
ALTER TABLE "Model" ALTER COLUMN "startedById" DROP NOT NULL;

-- AlterTable
ALTER TABLE "TrainData" ADD COLUMN     "givenBackAt" TIMESTAMPTZ(3);

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_startedById_fkey" FOREIGN KEY ("startedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
