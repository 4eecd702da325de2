-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "outdatedAt" TIMESTAMPTZ(3);

CREATE INDEX "ChatMessage_outdated_idx" ON "ChatMessage" ("chatId", "id") WHERE "outdatedAt" IS NOT NULL;
