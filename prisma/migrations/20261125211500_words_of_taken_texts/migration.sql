-- AlterTable
ALTER TABLE "GoldenResult" ADD COLUMN     "citedIds" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "quotes" INTEGER[] DEFAULT ARRAY[]::INTEGER[];

CREATE INDEX "ChatMessage_quotes_idx" ON "ChatMessage" USING GIN ("quotes") WHERE "quotes" <> '{}';

-- An example in the words of texts stood in why a version waits: that is kept for good, the texts may be withdrawn.
UPDATE "Model" SET "gateReason" = regexp_replace("gateReason", ' \(«.*$', '')
 WHERE "gateReason" LIKE '%new pairs ask what other texts answer%';
UPDATE "Model" SET "golden" = jsonb_set("golden", '{doubt}', to_jsonb(regexp_replace("golden"->>'doubt', ' \(«.*$', '')))
 WHERE "golden"->>'doubt' LIKE '%new pairs ask what other texts answer%';

-- What we said in a message that was replied to.
UPDATE "Command" SET "payload" = "payload" #- '{replyTo,text}'
 WHERE "status" = 'PROCESSED' AND "payload"->'replyTo'->'fromAssistant' = 'true' AND "payload"->'replyTo' ? 'text';

-- Reports of versions that quote what was withdrawn before, or what golden questions are gone for.
UPDATE "Model" m SET "golden" = jsonb_set(m."golden", '{items}', (
       SELECT coalesce(jsonb_agg(i ORDER BY n), '[]') FROM jsonb_array_elements(m."golden"->'items') WITH ORDINALITY AS one(i, n)
        WHERE EXISTS (SELECT 1 FROM "GoldenQuestion" g WHERE g."id" = (i->>'id')::int)
          AND NOT EXISTS (SELECT 1 FROM "TrainData" t WHERE t."status" = 'WITHDRAWN'
                             AND t."id" IN ((i->'candidate'->>'trainDataId')::int, (i->'live'->>'trainDataId')::int))))
 WHERE jsonb_typeof(m."golden"->'items') = 'array';
