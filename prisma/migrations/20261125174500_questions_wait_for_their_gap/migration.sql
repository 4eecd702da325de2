ALTER TABLE "Question" ADD COLUMN "embedding" JSONB;

-- Few wait at any time: found without looking at all the others.
CREATE INDEX "Question_embedding_idx" ON "Question" ("finishedAt") WHERE "embedding" IS NOT NULL;
