-- CreateEnum
CREATE TYPE "FeedbackValue" AS ENUM ('UP', 'DOWN');

-- AlterTable
ALTER TABLE "TrainData" ADD COLUMN     "correctsId" UUID;

-- CreateTable
CREATE TABLE "Feedback" (
    "questionId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "value" "FeedbackValue" NOT NULL,
    "modelId" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Feedback_pkey" PRIMARY KEY ("questionId","userId")
);

-- CreateIndex
CREATE INDEX "Feedback_modelId_value_idx" ON "Feedback"("modelId", "value");

-- CreateIndex
CREATE INDEX "Feedback_userId_idx" ON "Feedback"("userId");

-- CreateIndex
CREATE INDEX "TrainData_correctsId_idx" ON "TrainData"("correctsId");

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_correctsId_fkey" FOREIGN KEY ("correctsId") REFERENCES "Question"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Feedback" ADD CONSTRAINT "Feedback_questionId_fkey" FOREIGN KEY ("questionId") REFERENCES "Question"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Feedback" ADD CONSTRAINT "Feedback_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Feedback" ADD CONSTRAINT "Feedback_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;
