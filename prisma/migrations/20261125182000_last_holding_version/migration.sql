-- AlterTable
ALTER TABLE "TrainData" ADD COLUMN     "lastModelId" INTEGER;

-- What was withdrawn before: no version that began later holds it.
UPDATE "TrainData" t SET "lastModelId" = (
  SELECT max(m."id") FROM "Model" m WHERE m."workspaceId" = t."workspaceId" AND m."createdAt" <= t."withdrawnAt")
 WHERE t."status" = 'WITHDRAWN';
