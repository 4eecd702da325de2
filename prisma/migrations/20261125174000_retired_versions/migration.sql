-- AlterTable
ALTER TABLE "Model" ADD COLUMN     "retiredAt" TIMESTAMPTZ(3);
