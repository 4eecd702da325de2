-- Finds texts that say nearly the same (trusted extension: the owner of the database may create it).
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Channel" AS ENUM ('TELEGRAM', 'WEB');

-- CreateEnum
CREATE TYPE "Room" AS ENUM ('MEMBERS', 'APPROVERS');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('MEMBER', 'APPROVER');

-- CreateEnum
CREATE TYPE "CommandStatus" AS ENUM ('RECEIVED', 'PROCESSED', 'FAILED');

-- CreateEnum
CREATE TYPE "TrainDataStatus" AS ENUM ('SUBMITTED', 'PENDING', 'PROCESSING', 'DONE', 'REJECTED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "ModelStatus" AS ENUM ('PROCESSING', 'DONE', 'FAILED');

-- CreateEnum
CREATE TYPE "QuestionStatus" AS ENUM ('PENDING', 'ANSWERED', 'FAILED');

-- CreateEnum
CREATE TYPE "OutboxKind" AS ENUM ('JOB', 'DELIVERY', 'LOAD_VERSION');

-- CreateEnum
CREATE TYPE "OutboxStatus" AS ENUM ('WAITING', 'SENT', 'DEAD');

-- CreateEnum
CREATE TYPE "DeliveryAction" AS ENUM ('SEND', 'EDIT');

-- CreateEnum
CREATE TYPE "EventType" AS ENUM ('MESSAGE', 'TRAIN_DATA', 'MODEL', 'QUESTION');

-- CreateTable
CREATE TABLE "Workspace" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Chat" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "externalId" TEXT NOT NULL,
    "room" "Room" NOT NULL,
    "type" TEXT NOT NULL,
    "title" TEXT,
    "nextDeliveryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Chat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChatAlias" (
    "channel" "Channel" NOT NULL,
    "externalId" TEXT NOT NULL,
    "chatId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ChatAlias_pkey" PRIMARY KEY ("channel","externalId")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "externalId" TEXT NOT NULL,
    "username" TEXT,
    "displayName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "workspaceId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "Role" NOT NULL,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("workspaceId","userId")
);

-- CreateTable
CREATE TABLE "AdminPin" (
    "workspaceId" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "pinnedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AdminPin_pkey" PRIMARY KEY ("workspaceId","username")
);

-- CreateTable
CREATE TABLE "Command" (
    "id" UUID NOT NULL,
    "externalId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "workspaceId" UUID,
    "status" "CommandStatus" NOT NULL DEFAULT 'RECEIVED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "correlationId" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "publishCount" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Command_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TrainData" (
    "id" SERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "wordsHash" TEXT NOT NULL,
    "status" "TrainDataStatus" NOT NULL DEFAULT 'SUBMITTED',
    "tokens" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "similar" JSONB NOT NULL DEFAULT '[]',
    "taughtById" UUID NOT NULL,
    "chatId" UUID,
    "messageId" BIGINT,
    "topicId" INTEGER,
    "link" TEXT,
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),
    "rejectReason" TEXT,
    "modelId" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TrainData_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Model" (
    "id" SERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "status" "ModelStatus" NOT NULL DEFAULT 'PROCESSING',
    "live" BOOLEAN NOT NULL DEFAULT false,
    "liveAt" TIMESTAMPTZ(3),
    "parentId" INTEGER,
    "startedById" UUID NOT NULL,
    "newTexts" INTEGER NOT NULL DEFAULT 0,
    "attemptToken" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "heartbeatAt" TIMESTAMPTZ(3),
    "deadlineAt" TIMESTAMPTZ(3),
    "stage" TEXT,
    "fraction" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "detail" TEXT,
    "metrics" JSONB,
    "directory" TEXT,
    "manifestSha256" TEXT,
    "error" TEXT,
    "correlationId" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "publishCount" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Question" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "status" "QuestionStatus" NOT NULL DEFAULT 'PENDING',
    "askedById" UUID NOT NULL,
    "chatId" UUID,
    "messageId" BIGINT,
    "unanswered" BOOLEAN NOT NULL DEFAULT false,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "deadlineAt" TIMESTAMPTZ(3) NOT NULL,
    "correlationId" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "publishCount" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Answer" (
    "questionId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "abstained" BOOLEAN NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "modelId" INTEGER,
    "ms" DOUBLE PRECISION NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Answer_pkey" PRIMARY KEY ("questionId")
);

-- CreateTable
CREATE TABLE "AnswerSource" (
    "questionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "trainDataId" INTEGER NOT NULL,
    "quote" TEXT NOT NULL,
    "start" INTEGER NOT NULL,

    CONSTRAINT "AnswerSource_pkey" PRIMARY KEY ("questionId","position")
);

-- CreateTable
CREATE TABLE "ChatMessage" (
    "id" BIGSERIAL NOT NULL,
    "chatId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "authorId" UUID,
    "text" JSONB NOT NULL,
    "buttons" JSONB NOT NULL DEFAULT '[]',
    "replyToId" BIGINT,
    "topicId" INTEGER,
    "externalId" TEXT,
    "trainDataId" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "editedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ChatMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" BIGSERIAL NOT NULL,
    "kind" "OutboxKind" NOT NULL,
    "status" "OutboxStatus" NOT NULL DEFAULT 'WAITING',
    "orderKey" UUID,
    "queue" TEXT,
    "targetId" TEXT,
    "action" "DeliveryAction",
    "messageId" BIGINT,
    "correlationId" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leaseToken" UUID,
    "leasedUntil" TIMESTAMPTZ(3),
    "lastError" TEXT,
    "ambiguous" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" BIGSERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "type" "EventType" NOT NULL,
    "targetId" TEXT NOT NULL,
    "audience" "Role" NOT NULL,
    "userId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditLog" (
    "id" BIGSERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "actorId" UUID,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditLog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "tokenHash" TEXT NOT NULL,
    "workspaceId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "tokenHash" TEXT NOT NULL,
    "workspaceId" UUID NOT NULL,
    "displayName" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "createdById" UUID NOT NULL,
    "userId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateIndex
CREATE UNIQUE INDEX "Workspace_name_key" ON "Workspace"("name");

-- CreateIndex
CREATE INDEX "Chat_workspaceId_room_idx" ON "Chat"("workspaceId", "room");

-- CreateIndex
CREATE UNIQUE INDEX "Chat_channel_externalId_key" ON "Chat"("channel", "externalId");

-- CreateIndex
CREATE INDEX "ChatAlias_chatId_idx" ON "ChatAlias"("chatId");

-- CreateIndex
CREATE UNIQUE INDEX "User_channel_externalId_key" ON "User"("channel", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "Command_externalId_key" ON "Command"("externalId");

-- CreateIndex
CREATE INDEX "Command_status_publishedAt_idx" ON "Command"("status", "publishedAt");

-- CreateIndex
CREATE INDEX "TrainData_workspaceId_status_id_idx" ON "TrainData"("workspaceId", "status", "id");

-- CreateIndex
CREATE INDEX "TrainData_workspaceId_wordsHash_idx" ON "TrainData"("workspaceId", "wordsHash");

-- CreateIndex
CREATE INDEX "TrainData_taughtById_idx" ON "TrainData"("taughtById");

-- CreateIndex
CREATE INDEX "TrainData_modelId_id_idx" ON "TrainData"("modelId", "id");

-- CreateIndex
CREATE INDEX "TrainData_text_trgm_idx" ON "TrainData" USING GIN ("text" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Model_workspaceId_id_idx" ON "Model"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "Model_status_idx" ON "Model"("status");

-- CreateIndex
CREATE INDEX "Question_workspaceId_id_idx" ON "Question"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "Question_status_publishedAt_idx" ON "Question"("status", "publishedAt");

-- CreateIndex
CREATE INDEX "Question_askedById_idx" ON "Question"("askedById");

-- CreateIndex
CREATE INDEX "AnswerSource_trainDataId_idx" ON "AnswerSource"("trainDataId");

-- CreateIndex
CREATE INDEX "ChatMessage_chatId_id_idx" ON "ChatMessage"("chatId", "id");

-- CreateIndex
CREATE INDEX "ChatMessage_chatId_externalId_idx" ON "ChatMessage"("chatId", "externalId");

-- CreateIndex
CREATE INDEX "ChatMessage_trainDataId_idx" ON "ChatMessage"("trainDataId");

-- CreateIndex
CREATE INDEX "ChatMessage_replyToId_idx" ON "ChatMessage"("replyToId");

-- CreateIndex
CREATE UNIQUE INDEX "ChatMessage_chatId_key_key" ON "ChatMessage"("chatId", "key");

-- CreateIndex
CREATE INDEX "Outbox_orderKey_id_idx" ON "Outbox"("orderKey", "id");

-- CreateIndex
CREATE INDEX "Outbox_messageId_idx" ON "Outbox"("messageId");

-- CreateIndex
CREATE INDEX "Outbox_status_finishedAt_idx" ON "Outbox"("status", "finishedAt");

-- CreateIndex
CREATE INDEX "Event_createdAt_idx" ON "Event"("createdAt");

-- CreateIndex
CREATE INDEX "AuditLog_workspaceId_id_idx" ON "AuditLog"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "AuditLog_subject_idx" ON "AuditLog"("subject");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_userId_key" ON "Invitation"("userId");

-- AddForeignKey
ALTER TABLE "Chat" ADD CONSTRAINT "Chat_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatAlias" ADD CONSTRAINT "ChatAlias_chatId_fkey" FOREIGN KEY ("chatId") REFERENCES "Chat"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_taughtById_fkey" FOREIGN KEY ("taughtById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_chatId_fkey" FOREIGN KEY ("chatId") REFERENCES "Chat"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "ChatMessage"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainData" ADD CONSTRAINT "TrainData_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_startedById_fkey" FOREIGN KEY ("startedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Question" ADD CONSTRAINT "Question_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Question" ADD CONSTRAINT "Question_askedById_fkey" FOREIGN KEY ("askedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Question" ADD CONSTRAINT "Question_chatId_fkey" FOREIGN KEY ("chatId") REFERENCES "Chat"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Question" ADD CONSTRAINT "Question_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "ChatMessage"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Answer" ADD CONSTRAINT "Answer_questionId_fkey" FOREIGN KEY ("questionId") REFERENCES "Question"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Answer" ADD CONSTRAINT "Answer_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AnswerSource" ADD CONSTRAINT "AnswerSource_questionId_fkey" FOREIGN KEY ("questionId") REFERENCES "Answer"("questionId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AnswerSource" ADD CONSTRAINT "AnswerSource_trainDataId_fkey" FOREIGN KEY ("trainDataId") REFERENCES "TrainData"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_chatId_fkey" FOREIGN KEY ("chatId") REFERENCES "Chat"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_replyToId_fkey" FOREIGN KEY ("replyToId") REFERENCES "ChatMessage"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChatMessage" ADD CONSTRAINT "ChatMessage_trainDataId_fkey" FOREIGN KEY ("trainDataId") REFERENCES "TrainData"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What the Prisma schema cannot say.

-- A text is open or known once per workspace, a rejected or withdrawn one may be taught again.
CREATE UNIQUE INDEX "TrainData_open_hash_key" ON "TrainData" ("workspaceId", "hash") WHERE "status" NOT IN ('REJECTED', 'WITHDRAWN');

-- One version is live and one training runs per workspace.
CREATE UNIQUE INDEX "Model_one_live_key" ON "Model" ("workspaceId") WHERE "live";
CREATE UNIQUE INDEX "Model_one_running_key" ON "Model" ("workspaceId") WHERE "status" = 'PROCESSING';
ALTER TABLE "Model" ADD CONSTRAINT "Model_live_is_done" CHECK (NOT "live" OR "status" = 'DONE');

-- The relay looks for waiting rows only, and at the earlier ones of the same chat.
CREATE INDEX "Outbox_waiting_idx" ON "Outbox" ("dueAt", "id") WHERE "status" = 'WAITING';
CREATE INDEX "Outbox_waiting_order_idx" ON "Outbox" ("orderKey", "id") WHERE "status" = 'WAITING';
CREATE INDEX "Outbox_sent_order_idx" ON "Outbox" ("orderKey", "finishedAt") WHERE "status" = 'SENT';
