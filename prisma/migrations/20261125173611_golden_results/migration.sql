-- CreateTable
CREATE TABLE "GoldenResult" (
    "modelId" INTEGER NOT NULL,
    "goldenId" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "expected" TEXT,
    "answer" TEXT,
    "right" BOOLEAN NOT NULL,
    "trainDataId" INTEGER,

    CONSTRAINT "GoldenResult_pkey" PRIMARY KEY ("modelId","goldenId")
);

-- CreateIndex
CREATE INDEX "GoldenResult_goldenId_idx" ON "GoldenResult"("goldenId");

-- CreateIndex
CREATE INDEX "GoldenResult_trainDataId_idx" ON "GoldenResult"("trainDataId");

-- AddForeignKey
ALTER TABLE "GoldenResult" ADD CONSTRAINT "GoldenResult_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GoldenResult" ADD CONSTRAINT "GoldenResult_goldenId_fkey" FOREIGN KEY ("goldenId") REFERENCES "GoldenQuestion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "GoldenResult" ADD CONSTRAINT "GoldenResult_trainDataId_fkey" FOREIGN KEY ("trainDataId") REFERENCES "TrainData"("id") ON DELETE CASCADE ON UPDATE CASCADE;
