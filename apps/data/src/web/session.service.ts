import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config, equalsSecret } from '@personal-assistant/service-kit';
import { ChatRepository, type User } from '../chats/chat.repository.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { OWNER, PROGRAM } from './fixed-persons.js';
import { SessionRepository } from './session.repository.js';

/** A person or program that is signed in. */
export interface Caller {
  user: User;
  role: Role;
  workspaceId: string;
  /** Names the session that they came with; a token of the configuration needs none. */
  session?: string;
}

const SESSION_DAYS = 90;
const INVITATION_DAYS = 7;

/** Signs people and programs in: by the installation's own tokens, or by an invitation. */
@Injectable()
export class SessionService {
  private readonly fixed = new Map<string, Promise<Caller>>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(SessionRepository) private readonly sessions: SessionRepository,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
  ) {}

  /** @returns the caller, and the token of a new session; `undefined` for a token that opens nothing */
  async signIn(token: string): Promise<{ caller: Caller; sessionToken: string } | undefined> {
    const fixed = await this.callerOfFixedToken(token);
    return this.database.transaction(async (tx) => {
      const caller = fixed ?? (await this.acceptInvitation(tx, token));
      if (!caller) return undefined;
      const sessionToken = randomBytes(32).toString('base64url');
      const { workspaceId, role, user } = caller;
      await this.sessions.insert(
        tx,
        { tokenHash: hashOf(sessionToken), workspaceId, userId: user.id, role },
        SESSION_DAYS,
      );
      return { caller, sessionToken };
    });
  }

  async callerOfSession(sessionToken: string): Promise<Caller | undefined> {
    const tokenHash = hashOf(sessionToken);
    const session = await this.sessions.find(tokenHash);
    if (!session) return undefined;
    return { user: session.user, role: session.role, workspaceId: session.workspaceId, session: tokenHash };
  }

  /** Whether a caller is still signed in. */
  async isSignedIn({ session }: Caller): Promise<boolean> {
    return session === undefined || (await this.sessions.find(session)) !== null;
  }

  /** The tokens of the configuration: both are an approver's. */
  callerOfFixedToken(token: string): Promise<Caller> | undefined {
    const { API_TOKEN, SIGN_IN_TOKEN } = this.config;
    // One secret for both is the owner's.
    if (SIGN_IN_TOKEN && equalsSecret(token, SIGN_IN_TOKEN)) return this.fixedCaller(OWNER);
    if (API_TOKEN && equalsSecret(token, API_TOKEN)) return this.fixedCaller(PROGRAM);
    return undefined;
  }

  signOut(sessionToken: string): Promise<void> {
    return this.database.transaction((tx) => this.sessions.delete(tx, hashOf(sessionToken)));
  }

  /** @returns the token of the invitation's link, good for a week */
  async invite(caller: Caller, displayName: string, role: Role): Promise<string> {
    const token = randomBytes(24).toString('base64url');
    const { workspaceId } = caller;
    await this.database.transaction((tx) =>
      this.sessions.insertInvitation(
        tx,
        { tokenHash: hashOf(token), workspaceId, displayName, role, createdById: caller.user.id },
        INVITATION_DAYS,
      ),
    );
    return token;
  }

  async workspaceName(id: string): Promise<string> {
    const workspace = await this.chats.workspace(id);
    if (!workspace) throw new AppError('NOT_FOUND', 'This workspace is gone.');
    return workspace.name;
  }

  private async acceptInvitation(tx: Tx, token: string): Promise<Caller | undefined> {
    const invitation = await this.sessions.lockInvitation(tx, hashOf(token));
    if (!invitation) return undefined;
    const { workspaceId, role, displayName } = invitation;
    if (invitation.user) return { user: invitation.user, role, workspaceId };
    const user = await this.chats.ensureUser(tx, 'WEB', { id: randomUUID(), displayName, anonymous: false });
    await this.chats.setRole(tx, workspaceId, user.id, role);
    await this.sessions.acceptInvitation(tx, hashOf(token), user.id);
    return { user, role, workspaceId };
  }

  private fixedCaller(person: { id: string; displayName: string }): Promise<Caller> {
    const known = this.fixed.get(person.id);
    if (known) return known;
    const made = this.database.transaction(async (tx) => {
      const workspace = await this.chats.defaultWorkspace(tx);
      const user = await this.chats.ensureUser(tx, 'WEB', { ...person, anonymous: false });
      await this.chats.setRole(tx, workspace.id, user.id, 'APPROVER');
      return { user, role: 'APPROVER' as const, workspaceId: workspace.id };
    });
    this.fixed.set(person.id, made);
    made.catch(() => this.fixed.delete(person.id));
    return made;
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
