-- What new texts are compared with moves out of the rows whose state changes, all texts that there are included.

-- DropIndex
DROP INDEX "TrainData_text_trgm_idx";

-- CreateTable
CREATE TABLE "ComparedText" (
    "trainDataId" INTEGER NOT NULL,
    "workspaceId" UUID NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "ComparedText_pkey" PRIMARY KEY ("trainDataId")
);

-- The length is LONGEST_COMPARED of train-data.repository.ts
INSERT INTO "ComparedText" ("trainDataId", "workspaceId", "text")
SELECT "id", "workspaceId", "text" FROM "TrainData" WHERE length("text") <= 4000;

-- CreateIndex
CREATE INDEX "ComparedText_text_trgm_idx" ON "ComparedText" USING GIN ("text" gin_trgm_ops);

-- AddForeignKey
ALTER TABLE "ComparedText" ADD CONSTRAINT "ComparedText_trainDataId_fkey" FOREIGN KEY ("trainDataId") REFERENCES "TrainData"("id") ON DELETE CASCADE ON UPDATE CASCADE;
