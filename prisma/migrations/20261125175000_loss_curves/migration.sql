-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "pictureOfId" INTEGER;

-- CreateTable
CREATE TABLE "LossCurve" (
    "modelId" INTEGER NOT NULL,
    "png" BYTEA NOT NULL,

    CONSTRAINT "LossCurve_pkey" PRIMARY KEY ("modelId")
);

-- AddForeignKey
ALTER TABLE "LossCurve" ADD CONSTRAINT "LossCurve_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_pictureOfId_fkey" FOREIGN KEY ("pictureOfId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;
