import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import { GROUP, groupState, PATCH_OP, USER, userState } from './directory.ts';
import type { State } from './ledger.ts';

/** Users of a writer at the same time, without the members of its groups. */
const USERS = 8;
const MEMBERS = 3;
const PAUSE_MS = 40;

/** What clients of a tenant share. */
export interface Meeting {
  readonly sharedGroup: string;
  /** Where readers find what writers have made. */
  readonly targets: Map<string, Target>;
  /** Of the names that two writers want at the same time. */
  wanted: number;
}

export interface Target {
  readonly path: string;
  readonly seen: (resource: any) => readonly (readonly [subject: string, state: State])[];
}

interface Known {
  readonly name: string;
  readonly id: string;
}

/** Creates, changes and deletes users and groups of its own, one after the other, and reads back what it did. */
export class Writer {
  private readonly users: Known[] = [];
  private readonly members: Known[] = [];
  private group: { readonly id: string; readonly name: string; members: readonly Known[] } | null = null;

  constructor(
    private readonly client: Client,
    private readonly meeting: Meeting,
    private readonly random: () => number,
  ) {}

  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.step();
      await sleep(PAUSE_MS * 2 * this.random());
    }
    this.client.close();
  }

  private async step(): Promise<void> {
    if (this.members.length < MEMBERS) return this.createUser(this.client.next(), this.members);
    if (this.group === null) return this.createGroup();
    const [user] = this.users.slice(Math.floor(this.random() * this.users.length));
    const choice = this.random();
    if (user === undefined || (choice < 0.2 && this.users.length < USERS)) {
      return this.createUser(this.client.next(), this.users);
    }
    if (choice < 0.55) return this.changeUser(user);
    if (choice < 0.65) return this.deleteUser(user);
    if (choice < 0.75) return this.swapMember(this.group);
    if (choice < 0.9) return this.toggleMembership();
    if (choice < 0.95) return this.createWanted();
    return this.deleteGroup(this.group);
  }

  private async createUser(name: string, into: Known[]): Promise<void> {
    const value = this.client.next();
    const { outcome, body } = await this.client.write({
      subject: this.client.subject('user', name),
      state: userState({ title: value, nickName: value }),
      method: 'POST',
      path: '/scim/v2/Users',
      body: { schemas: [USER], userName: name, title: value, nickName: value, active: true },
      isCertain: true,
    });
    const id = outcome === 'ok' ? body.id : await this.untilFound(name);
    if (id === null) return;
    into.push({ name, id });
    this.meeting.targets.set(this.client.subject('user', name), this.userTarget({ name, id }));
    await this.readBack({ name, id });
  }

  /** As Entra does after an answer that it did not get. */
  private async untilFound(name: string): Promise<string | null> {
    for (;;) {
      const id = await this.client.findUser(name);
      if (id !== undefined) return id;
    }
  }

  private async changeUser(user: Known): Promise<void> {
    const value = this.client.next();
    const { status } = await this.client.write({
      subject: this.client.subject('user', user.name),
      state: userState({ title: value, nickName: value }),
      method: 'PATCH',
      path: `/scim/v2/Users/${user.id}`,
      body: patch({ op: 'replace', value: { title: value, nickName: value } }),
      id: user.id,
      isCertain: true,
    });
    if (status === 404) this.forget(user);
    else await this.readBack(user);
  }

  private async deleteUser(user: Known): Promise<void> {
    const { outcome, status } = await this.client.write({
      subject: this.client.subject('user', user.name),
      state: null,
      method: 'DELETE',
      path: `/scim/v2/Users/${user.id}`,
      id: user.id,
      isCertain: true,
    });
    if (outcome === 'ok' || status === 404) this.forget(user);
    else if (outcome === 'unknown' && (await this.read(this.userTarget(user))) === null) this.forget(user);
  }

  private forget(user: Known): void {
    this.users.splice(this.users.indexOf(user), 1);
    this.meeting.targets.delete(this.client.subject('user', user.name));
  }

  private async readBack(user: Known): Promise<void> {
    const choice = this.random();
    if (choice < 0.5) await this.read(this.userTarget(user));
    else if (choice < 0.75) await this.client.findUser(user.name);
  }

  private read({ path, seen }: Target): Promise<any> {
    return this.client.readById(path, seen);
  }

  private userTarget({ name, id }: Known): Target {
    const subject = this.client.subject('user', name);
    return {
      path: `/scim/v2/Users/${id}`,
      seen: (user) => [[subject, user === null ? null : userState(user)]],
    };
  }

  private async createGroup(): Promise<void> {
    const name = this.client.next();
    const members = this.members.slice(0, 2);
    const { outcome, body } = await this.client.write({
      subject: this.client.subject('group', name),
      state: groupState(members.map((member) => member.name)),
      method: 'POST',
      path: '/scim/v2/Groups',
      body: { schemas: [GROUP], displayName: name, members: members.map(({ id }) => ({ value: id })) },
      isCertain: true,
    });
    if (outcome !== 'ok') return;
    this.group = { id: body.id, name, members };
    this.meeting.targets.set(this.client.subject('group', name), this.groupTarget());
  }

  /** Removes one member and adds another, in one request. */
  private async swapMember(group: NonNullable<typeof this.group>): Promise<void> {
    const [leaves] = group.members;
    const joins = this.members.find((member) => !group.members.includes(member));
    if (leaves === undefined || joins === undefined) return;
    const members = [...group.members.filter((member) => member !== leaves), joins];
    const { outcome } = await this.client.write({
      subject: this.client.subject('group', group.name),
      state: groupState(members.map(({ name }) => name)),
      method: 'PATCH',
      path: `/scim/v2/Groups/${group.id}`,
      body: patch(
        { op: 'remove', path: `members[value eq "${leaves.id}"]` },
        { op: 'add', path: 'members', value: [{ value: joins.id }] },
      ),
      id: group.id,
      isCertain: true,
    });
    if (outcome === 'ok') group.members = members;
    // What is in it now decides what the next change changes.
    else await this.deleteGroup(group);
    if (this.group !== null) await this.read(this.groupTarget());
  }

  private async deleteGroup(group: NonNullable<typeof this.group>): Promise<void> {
    for (;;) {
      const { outcome, status } = await this.client.write({
        subject: this.client.subject('group', group.name),
        state: null,
        method: 'DELETE',
        path: `/scim/v2/Groups/${group.id}`,
        id: group.id,
        isCertain: true,
      });
      if (outcome === 'ok' || status === 404) break;
    }
    this.meeting.targets.delete(this.client.subject('group', group.name));
    this.group = null;
  }

  private groupTarget(): Target {
    const { id, name } = this.group ?? { id: '', name: '' };
    const names = new Map(this.members.map((member) => [member.id, member.name]));
    const subject = this.client.subject('group', name);
    return {
      path: `/scim/v2/Groups/${id}`,
      seen: (group) => [
        [
          subject,
          group === null
            ? null
            : groupState(
                ((group.members ?? []) as { value: string }[]).map(({ value }) => names.get(value) ?? value),
              ),
        ],
      ],
    };
  }

  /** All writers of a tenant change the members of one group. */
  private async toggleMembership(): Promise<void> {
    const member = this.members[Math.floor(this.random() * this.members.length)];
    if (member === undefined) return;
    const joins = this.random() < 0.6;
    await this.client.write({
      subject: this.client.subject('member', member.name),
      state: joins ? 'in' : null,
      method: 'PATCH',
      path: `/scim/v2/Groups/${this.meeting.sharedGroup}`,
      body: patch(
        joins
          ? { op: 'add', path: 'members', value: [{ value: member.id }] }
          : { op: 'remove', path: `members[value eq "${member.id}"]` },
      ),
      isCertain: false,
    });
    await this.client.readById(`/scim/v2/Groups/${this.meeting.sharedGroup}`, (group) =>
      this.members.map(({ name, id }) => [
        this.client.subject('member', name),
        ((group?.members ?? []) as { value: string }[]).some(({ value }) => value === id) ? 'in' : null,
      ]),
    );
  }

  /** Two writers want the same name: one of them gets it. */
  private async createWanted(): Promise<void> {
    const name = `wanted-${Math.floor(this.meeting.wanted++ / 2)}`;
    const value = this.client.next();
    await this.client.write({
      subject: this.client.subject('user', name),
      state: userState({ title: value, nickName: value }),
      method: 'POST',
      path: '/scim/v2/Users',
      body: { schemas: [USER], userName: name, title: value, nickName: value },
      isCertain: true,
    });
  }
}

function patch(...operations: readonly object[]): object {
  return { schemas: [PATCH_OP], Operations: operations };
}
