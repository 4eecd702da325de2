-- CreateTable
CREATE TABLE "Forgetting" (
    "id" SERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "chatId" UUID,
    "topicId" INTEGER,
    "person" JSONB,
    "texts" INTEGER NOT NULL DEFAULT 0,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "toldAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Forgetting_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Forgetting_userId_idx" ON "Forgetting"("userId");

-- CreateIndex
CREATE INDEX "ChatMessage_authorId_idx" ON "ChatMessage"("authorId");

-- AddForeignKey
ALTER TABLE "Forgetting" ADD CONSTRAINT "Forgetting_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Forgetting" ADD CONSTRAINT "Forgetting_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Few are open, and they are looked for often.
CREATE INDEX "Forgetting_open" ON "Forgetting" ("id") WHERE "finishedAt" IS NULL;

-- Whose commands they are, and to whose messages they reply.
CREATE INDEX "Command_sender" ON "Command" (("payload"->'sender'->>'id'));
CREATE INDEX "Command_repliedTo" ON "Command" (("payload"->'replyTo'->'sender'->>'id'));
