-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "silent" BOOLEAN NOT NULL DEFAULT false;
