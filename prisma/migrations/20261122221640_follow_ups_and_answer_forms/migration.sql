-- CreateEnum
CREATE TYPE "AnswerForm" AS ENUM ('ANSWER', 'STATEMENT', 'LIST', 'CONTRADICTION');

-- DropIndex
DROP INDEX "Question_askedById_idx";

-- AlterTable
ALTER TABLE "Answer" ADD COLUMN     "form" "AnswerForm" NOT NULL DEFAULT 'ANSWER';

-- AlterTable
ALTER TABLE "AnswerSource" ADD COLUMN     "said" TEXT;

-- AlterTable
ALTER TABLE "Question" ADD COLUMN     "previousId" UUID,
ADD COLUMN     "replied" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "understoodAs" TEXT;

-- CreateIndex
CREATE INDEX "Question_askedById_createdAt_idx" ON "Question"("askedById", "createdAt");

-- CreateIndex
CREATE INDEX "Question_previousId_idx" ON "Question"("previousId");

-- CreateIndex
CREATE INDEX "Question_messageId_idx" ON "Question"("messageId");

-- AddForeignKey
ALTER TABLE "Question" ADD CONSTRAINT "Question_previousId_fkey" FOREIGN KEY ("previousId") REFERENCES "Question"("id") ON DELETE SET NULL ON UPDATE CASCADE;
