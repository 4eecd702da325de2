-- Nearly equal texts are found by sketches, which the data service makes when it starts. The trigram index was written anew
-- whenever the state of a text changed, and not used for long texts.

-- DropIndex
DROP INDEX "TrainData_text_trgm_idx";

-- CreateTable
CREATE TABLE "TextSketch" (
    "trainDataId" INTEGER NOT NULL,
    "workspaceId" UUID NOT NULL,
    "bands" INTEGER[],

    CONSTRAINT "TextSketch_pkey" PRIMARY KEY ("trainDataId")
);

-- CreateIndex
CREATE INDEX "TextSketch_bands_idx" ON "TextSketch" USING GIN ("bands");

-- AddForeignKey
ALTER TABLE "TextSketch" ADD CONSTRAINT "TextSketch_trainDataId_fkey" FOREIGN KEY ("trainDataId") REFERENCES "TrainData"("id") ON DELETE CASCADE ON UPDATE CASCADE;
