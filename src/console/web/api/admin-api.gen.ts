/* Made by `npm run client -- --console` from the OpenAPI document of the service. */

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

/**
 * Group
 */
export type Group = {
    /**
     * Names `urn:ietf:params:scim:schemas:core:2.0:Group`, and the extensions whose values the Group has.
     */
    schemas: Array<string>;
    /**
     * The identifier that InviteDesk gave the resource: opaque, never changed, never used again.
     */
    readonly id?: string;
    /**
     * The identifier that the client gave the resource.
     */
    externalId?: string;
    /**
     * What InviteDesk knows about the resource itself.
     */
    readonly meta?: {
        /**
         * The name of the resource type.
         */
        readonly resourceType?: string;
        /**
         * When the resource was created.
         */
        readonly created?: string;
        /**
         * When the resource was last changed.
         */
        readonly lastModified?: string;
        /**
         * The address of the resource.
         */
        readonly location?: string;
        /**
         * The version of the resource, the same as its ETag.
         */
        readonly version?: string;
    };
    /**
     * Unique name of the group in the tenant. Compared without case.
     */
    displayName: string;
    /**
     * The users and groups in the group.
     */
    members?: Array<{
        /**
         * The id of the user or group.
         */
        value: string;
        /**
         * The address of the member.
         */
        $ref?: string;
        /**
         * The display name of the user or group, or else the userName.
         */
        readonly display?: string;
        /**
         * Whether the member is a user or a group.
         */
        type?: string;
    }>;
    [key: string]: unknown;
};

/**
 * User Account
 */
export type User = {
    /**
     * Names `urn:ietf:params:scim:schemas:core:2.0:User`, and the extensions whose values the User has.
     */
    schemas: Array<string>;
    /**
     * The identifier that InviteDesk gave the resource: opaque, never changed, never used again.
     */
    readonly id?: string;
    /**
     * The identifier that the client gave the resource.
     */
    externalId?: string;
    /**
     * What InviteDesk knows about the resource itself.
     */
    readonly meta?: {
        /**
         * The name of the resource type.
         */
        readonly resourceType?: string;
        /**
         * When the resource was created.
         */
        readonly created?: string;
        /**
         * When the resource was last changed.
         */
        readonly lastModified?: string;
        /**
         * The address of the resource.
         */
        readonly location?: string;
        /**
         * The version of the resource, the same as its ETag.
         */
        readonly version?: string;
    };
    /**
     * Unique name of the user in the tenant, used to sign in and to match. Compared without case.
     */
    userName: string;
    /**
     * The parts of the user's real name.
     */
    name?: {
        /**
         * The full name, formatted for display.
         */
        formatted?: string;
        /**
         * The family name or last name.
         */
        familyName?: string;
        /**
         * The given name or first name.
         */
        givenName?: string;
        /**
         * The middle name or names.
         */
        middleName?: string;
        /**
         * The title before the name, such as "Ms.".
         */
        honorificPrefix?: string;
        /**
         * The suffix after the name, such as "III".
         */
        honorificSuffix?: string;
    };
    /**
     * The name shown to other people.
     */
    displayName?: string;
    /**
     * The casual name of the user.
     */
    nickName?: string;
    /**
     * The address of the user's profile page.
     */
    profileUrl?: string;
    /**
     * The job title, such as "Vice President".
     */
    title?: string;
    /**
     * The relation to the organisation, such as "Employee" or "Contractor".
     */
    userType?: string;
    /**
     * The preferred language, such as "nl-BE".
     */
    preferredLanguage?: string;
    /**
     * The locale for dates, numbers and currency, such as "en-US".
     */
    locale?: string;
    /**
     * The time zone, such as "Europe/Brussels".
     */
    timezone?: string;
    /**
     * Whether the user may use InviteDesk; false keeps the user and the memberships.
     */
    active?: boolean;
    /**
     * E-mail addresses.
     */
    emails?: Array<{
        /**
         * The e-mail address.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Phone numbers, kept exactly as sent.
     */
    phoneNumbers?: Array<{
        /**
         * The phone number.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Instant messaging addresses.
     */
    ims?: Array<{
        /**
         * The address.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Addresses of photos.
     */
    photos?: Array<{
        /**
         * The address of the photo.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Postal addresses.
     */
    addresses?: Array<{
        /**
         * The full address, formatted for display or a label.
         */
        formatted?: string;
        /**
         * Street, house number, box.
         */
        streetAddress?: string;
        /**
         * The city or locality.
         */
        locality?: string;
        /**
         * The state or region.
         */
        region?: string;
        /**
         * The postal code.
         */
        postalCode?: string;
        /**
         * The country, as an ISO 3166-1 alpha-2 code.
         */
        country?: string;
        /**
         * What the address is for.
         */
        type?: string;
        /**
         * Whether this is the preferred address; true for one address at most.
         */
        primary?: boolean;
    }>;
    /**
     * The groups that the user is a member of, changed through the groups.
     */
    readonly groups?: Array<{
        /**
         * The id of the group.
         */
        readonly value?: string;
        /**
         * The address of the group.
         */
        readonly $ref?: string;
        /**
         * The group's displayName.
         */
        readonly display?: string;
        /**
         * How the membership came about.
         */
        readonly type?: string;
    }>;
    /**
     * What the user is entitled to.
     */
    entitlements?: Array<{
        /**
         * The entitlement.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * The roles of the user, such as app roles of Entra.
     */
    roles?: Array<{
        /**
         * The role.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Certificates issued to the user.
     */
    x509Certificates?: Array<{
        /**
         * The DER-encoded certificate, in base64.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Enterprise User
     */
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'?: {
        /**
         * The number or code that the organisation gave the person.
         */
        employeeNumber?: string;
        /**
         * The name of a cost center.
         */
        costCenter?: string;
        /**
         * The name of an organization.
         */
        organization?: string;
        /**
         * The name of a division.
         */
        division?: string;
        /**
         * The name of a department.
         */
        department?: string;
        /**
         * The user's manager.
         */
        manager?: {
            /**
             * The id of the manager's user.
             */
            value?: string;
            /**
             * The address of the manager's user.
             */
            $ref?: string;
            /**
             * The manager's name.
             */
            readonly displayName?: string;
        };
    };
    [key: string]: unknown;
};

/**
 * A set of attributes
 */
export type SchemaDefinition = {
    schemas?: Array<string>;
    /**
     * The URN.
     */
    id?: string;
    /**
     * A name for people.
     */
    name?: string;
    /**
     * What it is, for people.
     */
    description?: string;
    /**
     * The attributes.
     */
    attributes: Array<{
        /**
         * The name.
         */
        name: string;
        /**
         * The type of the values.
         */
        type?: string;
        /**
         * Whether it holds a list of values.
         */
        multiValued?: boolean;
        /**
         * What it is, for people.
         */
        description?: string;
        /**
         * Whether every resource must have it.
         */
        required?: boolean;
        /**
         * Values that are suggested.
         */
        canonicalValues?: Array<string>;
        /**
         * Whether letter case counts in comparisons.
         */
        caseExact?: boolean;
        /**
         * When values can be set.
         */
        mutability?: string;
        /**
         * When values are part of an answer.
         */
        returned?: string;
        /**
         * Whether two resources may have the same value.
         */
        uniqueness?: string;
        /**
         * What a reference may lead to.
         */
        referenceTypes?: Array<string>;
        /**
         * The parts of a complex attribute.
         */
        subAttributes?: Array<{
            /**
             * The name.
             */
            name: string;
            /**
             * The type of the values.
             */
            type?: string;
            /**
             * Whether it holds a list of values.
             */
            multiValued?: boolean;
            /**
             * What it is, for people.
             */
            description?: string;
            /**
             * Whether every resource must have it.
             */
            required?: boolean;
            /**
             * Values that are suggested.
             */
            canonicalValues?: Array<string>;
            /**
             * Whether letter case counts in comparisons.
             */
            caseExact?: boolean;
            /**
             * When values can be set.
             */
            mutability?: string;
            /**
             * When values are part of an answer.
             */
            returned?: string;
            /**
             * Whether two resources may have the same value.
             */
            uniqueness?: string;
            /**
             * What a reference may lead to.
             */
            referenceTypes?: Array<string>;
        }>;
    }>;
};

/**
 * A set of attributes
 */
export type Schema = {
    schemas: Array<string>;
    /**
     * The URN.
     */
    id: string;
    /**
     * A name for people.
     */
    name?: string;
    /**
     * What it is, for people.
     */
    description?: string;
    /**
     * The attributes.
     */
    attributes: Array<{
        /**
         * The name.
         */
        name: string;
        /**
         * The type of the values.
         */
        type: string;
        /**
         * Whether it holds a list of values.
         */
        multiValued: boolean;
        /**
         * What it is, for people.
         */
        description?: string;
        /**
         * Whether every resource must have it.
         */
        required?: boolean;
        /**
         * Values that are suggested.
         */
        canonicalValues?: Array<string>;
        /**
         * Whether letter case counts in comparisons.
         */
        caseExact?: boolean;
        /**
         * When values can be set.
         */
        mutability?: string;
        /**
         * When values are part of an answer.
         */
        returned?: string;
        /**
         * Whether two resources may have the same value.
         */
        uniqueness?: string;
        /**
         * What a reference may lead to.
         */
        referenceTypes?: Array<string>;
        /**
         * The parts of a complex attribute.
         */
        subAttributes?: Array<{
            /**
             * The name.
             */
            name: string;
            /**
             * The type of the values.
             */
            type: string;
            /**
             * Whether it holds a list of values.
             */
            multiValued: boolean;
            /**
             * What it is, for people.
             */
            description?: string;
            /**
             * Whether every resource must have it.
             */
            required?: boolean;
            /**
             * Values that are suggested.
             */
            canonicalValues?: Array<string>;
            /**
             * Whether letter case counts in comparisons.
             */
            caseExact?: boolean;
            /**
             * When values can be set.
             */
            mutability?: string;
            /**
             * When values are part of an answer.
             */
            returned?: string;
            /**
             * Whether two resources may have the same value.
             */
            uniqueness?: string;
            /**
             * What a reference may lead to.
             */
            referenceTypes?: Array<string>;
        }>;
    }>;
    meta: {
        resourceType?: string;
        location?: string;
    };
};

export type ConsoleSessionList = {
    items: Array<ConsoleSessionAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type SetupSessionTenant = {
    id: string;
    name: string;
};

export type ConsoleSessionAnswer = {
    /**
     * The first characters of its secret.
     */
    id: string;
    createdAt: string;
    /**
     * To the minute.
     */
    lastUsedAt: string;
    /**
     * When it ends, however much it is used.
     */
    expiresAt: string;
    /**
     * Where its user signed in.
     */
    address: string | null;
    /**
     * The browser, as it names itself.
     */
    userAgent: string | null;
    /**
     * What its user signed in with; `person` is an operator who signed in with Entra.
     */
    kind: 'admin-token' | 'named-token' | 'setup-link' | 'person';
    /**
     * The name of the admin token, the first characters of the set-up link, or the user name.
     */
    name: string | null;
    /**
     * Of a set-up link.
     */
    tenant: SetupSessionTenant | null;
    /**
     * Whether it is the session of the caller.
     */
    isOwn: boolean;
};

export type SignInWays = {
    /**
     * Whether people sign in with Microsoft, at `/sso/login`.
     */
    microsoft: boolean;
};

export type OpenedLink = {
    /**
     * What stands behind the `#` of a set-up link.
     */
    setupSecret: string;
};

export type SessionAnswer = {
    /**
     * `admin` is one of the customer.
     */
    kind: 'operator' | 'admin' | 'setup-link' | 'read-only-link';
    /**
     * Of an operator.
     */
    role: OperatorRole | null;
    /**
     * The user name of a person, or the name of an admin token.
     */
    name: string | null;
    /**
     * The only tenant within reach; null for an operator.
     */
    tenant: SessionTenant | null;
    /**
     * When it ends, however much it is used.
     */
    expiresAt: string;
    /**
     * It ends before that when nobody uses it for so long.
     */
    idleSeconds: number;
};

export type SessionTenant = {
    id: string;
    name: string;
};

/**
 * `read-only` reads, `support` also makes set-up links and switches provisioning, `owner` does all.
 */
export type OperatorRole = 'read-only' | 'support' | 'owner';

export type SignIn = {
    /**
     * The admin token, or one with a name: signs an operator in.
     */
    adminToken?: string;
    /**
     * What stands behind the `#` of a set-up link.
     */
    setupSecret?: string;
};

export type AuditLogPage = {
    items: Array<AuditEntryAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type AuditActor = {
    kind: 'admin-token' | 'named-token' | 'operator-session' | 'setup-link' | 'read-only-link' | 'person' | 'command-line' | 'nobody';
    /**
     * Names the token, the session or the set-up link.
     */
    hint: string;
    /**
     * The id of the user, for a person.
     */
    userId: string | null;
    /**
     * The user name that a person had then, or the name of an admin token.
     */
    name: string | null;
};

export type AuditEntryAnswer = {
    id: string;
    at: string;
    action: string;
    outcome: 'done' | 'refused' | 'failed';
    /**
     * Of the answer, unless it was done.
     */
    status: number | null;
    actor: AuditActor;
    /**
     * Where the request came from.
     */
    address: string;
    tenantId: string | null;
    /**
     * Null for a deleted tenant.
     */
    tenantName: string | null;
    /**
     * Id of what was changed.
     */
    target: string | null;
    detail: {
        [key: string]: unknown;
    } | null;
    requestId: string;
};

export type SetContacts = {
    /**
     * All of them: others are removed. One that is there stays as it is.
     */
    addresses: Array<string>;
};

export type ContactsAnswer = {
    contacts: Array<ContactAnswer>;
    /**
     * Whether this deployment sends mails: `SMTP_URL` is set.
     */
    areMailsSent: boolean;
};

export type ContactAnswer = {
    address: string;
    createdAt: string;
    /**
     * When its owner has unsubscribed: nothing is sent to it until it is removed and added again.
     */
    unsubscribedAt: string | null;
};

export type SearchAnswer = {
    tenants: Array<FoundTenant>;
    users: Array<FoundUser>;
    groups: Array<FoundGroup>;
    /**
     * The entries of the request with this id, in the order of time.
     */
    logEntries: Array<FoundEntry>;
    /**
     * Whether there are more than these: up to 20 of a kind are shown.
     */
    isPartial: boolean;
};

export type FoundEntry = {
    tenant: TenantName;
    /**
     * Of the entry in the provisioning log.
     */
    id: string;
    time: string;
    action: 'create' | 'update' | 'disable' | 'restore' | 'delete' | 'add-member' | 'remove-member' | 'bulk' | 'sign-in' | 'left-out';
    outcome: 'success' | 'refused' | 'failed';
    name: string | null;
};

export type TenantName = {
    id: string;
    name: string;
};

export type FoundGroup = {
    id: string;
    displayName: string;
    externalId: string | null;
    createdAt: string;
    modifiedAt: string;
    tenant: TenantName;
};

export type FoundUser = {
    id: string;
    userName: string;
    displayName: string | null;
    email: string | null;
    /**
     * False when Entra has disabled the user.
     */
    active: boolean;
    externalId: string | null;
    createdAt: string;
    modifiedAt: string;
    tenant: TenantName;
};

export type FoundTenant = {
    id: string;
    name: string;
    entraTenantId: string;
};

export type TenantList = {
    items: Array<ListedTenantAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type HealthAnswer = {
    state: 'switched off' | 'never connected' | 'credentials refused' | 'failing' | 'silent' | 'credentials ended' | 'credentials ending' | 'some writes refused' | 'connected' | 'healthy';
    /**
     * The state with its figure.
     */
    summary: string;
    /**
     * What it means.
     */
    reason: string;
};

export type ListedTenantAnswer = {
    id: string;
    /**
     * Name of the customer.
     */
    name: string;
    /**
     * Tenant id from the Entra admin center, a GUID; each can be used once.
     */
    entraTenantId: string;
    /**
     * Whether Entra may provision.
     */
    provisioningEnabled: boolean;
    /**
     * Entra's *Tenant URL*.
     */
    tenantUrl: string;
    createdAt: string;
    health: HealthAnswer;
    /**
     * The last request that was let in.
     */
    lastRequestAt: string | null;
    /**
     * Active and disabled ones.
     */
    users: number;
    /**
     * When the first of its credentials ends that will be missed, up to 30 days ahead.
     */
    endsAt: string | null;
    /**
     * Requests of 24 hours that failed or were refused.
     */
    failures: number;
};

export type StatusAnswer = {
    health: HealthAnswer;
    /**
     * The last request that was let in. Times are right to 5 seconds.
     */
    lastRequestAt: string | null;
    /**
     * When somebody who cannot be there was last looked for, as Test Connection does.
     */
    lastTestConnectionAt: string | null;
    /**
     * The last write that was done.
     */
    lastWriteAt: string | null;
    /**
     * The last sign-in that was refused.
     */
    lastRefusedSignInAt: string | null;
    /**
     * Credentials that end within 30 days, or have ended, and that Entra needs; links made for more than 30 days too. The first to end first.
     */
    ending: Array<EndingAnswer>;
    /**
     * Whether the newest user has a GUID as `externalId`, as the mapping of Entra's `objectId` gives; null without users.
     */
    externalIdIsObjectId: boolean | null;
    /**
     * null when counting took too long.
     */
    directory: DirectoryAnswer | null;
    /**
     * Of this hour and the 23 before, the most frequent first.
     */
    failures: Array<FailuresAnswer>;
    /**
     * Attributes that writes of this hour and the 23 before held, and that no schema of the tenant has: nothing stores them. The most frequent first; `(others)` stands for what is beyond 40 an hour.
     */
    ignoredAttributes: Array<IgnoredAnswer>;
    /**
     * This hour and the 47 before, the oldest first.
     */
    hours: Array<HourAnswer>;
};

export type HourAnswer = {
    hour: string;
    /**
     * Searches by a filter.
     */
    probes: number;
    /**
     * Other reads.
     */
    reads: number;
    writes: number;
    /**
     * Refused sign-ins, reads and writes, and those that went wrong here.
     */
    failed: number;
};

export type IgnoredAnswer = {
    /**
     * As it was sent, such as `companyName` or `emails.address`.
     */
    name: string;
    /**
     * Writes that held it.
     */
    count: number;
};

export type FailuresAnswer = {
    kind: 'read' | 'write' | 'sign-in';
    /**
     * A `scimType`, an HTTP status, or the check that a credential failed.
     */
    reason: string;
    /**
     * The reason in plain words.
     */
    meaning: string;
    /**
     * What to do about it.
     */
    advice: string;
    count: number;
};

export type UserCounts = {
    active: number;
    disabled: number;
};

export type DirectoryAnswer = {
    users: UserCounts;
    groups: number;
    memberships: number;
    /**
     * Counted again after 5 seconds, or after a hundred times what counting took.
     */
    countedAt: string;
};

export type ReplacementAnswer = {
    /**
     * The first characters of the new one.
     */
    hint: string;
    /**
     * null until it is used: the old one is still needed.
     */
    lastUsedAt: string | null;
};

export type EndingAnswer = {
    kind: 'access-code' | 'client-secret' | 'setup-link' | 'application-secret';
    id: string;
    /**
     * Of a client secret; of a secret of an application, that of the application.
     */
    clientId: string | null;
    hint: string;
    endsAt: string;
    /**
     * Whole days until it ends, 0 on the last one; null when it does not end, or has ended.
     */
    daysLeft: number | null;
    /**
     * What it was rotated to.
     */
    replacedBy: ReplacementAnswer | null;
    /**
     * What ends, and what to do about it.
     */
    meaning: string;
};

export type LogEntryDetail = {
    id: string;
    time: string;
    /**
     * As in `x-request-id` and in the service log.
     */
    requestId: string;
    actor: ActorAnswer;
    action: 'create' | 'update' | 'disable' | 'restore' | 'delete' | 'add-member' | 'remove-member' | 'bulk' | 'sign-in' | 'left-out';
    outcome: 'success' | 'refused' | 'failed';
    /**
     * HTTP status of the answer.
     */
    status: number;
    scimType: string | null;
    /**
     * Of a refused sign-in: bearer-twice, expired, revoked, switched-off, wrong-secret; of a person: ambiguous, disabled, guest, not-provisioned, sign-in-off, switched-off.
     */
    failedCheck: string | null;
    /**
     * What happened in plain words; null for a success.
     */
    meaning: string | null;
    /**
     * Why it was refused.
     */
    detail: string | null;
    /**
     * What to do about it; null for a success.
     */
    advice: string | null;
    /**
     * The user or group that holds a value which must be unique; of the type of `resource`.
     */
    conflictingResource: NamedResource | null;
    resource: LoggedResource;
    /**
     * Empty when nothing changed; the first 40.
     */
    changes: Array<AttributeChangeAnswer>;
    /**
     * Attributes that changed beside `changes`.
     */
    omittedChanges: number;
    /**
     * Attributes that the request named and no schema of the tenant has; the first 20.
     */
    ignored: Array<string>;
    addedMembers: LoggedMembers | null;
    removedMembers: LoggedMembers | null;
    /**
     * Of a PATCH: `verbose` and `merged` are those of Entra without and with aadOptscim062020.
     */
    patchGrammar: string | null;
    /**
     * Milliseconds from the request to the commit, or to the refusal.
     */
    durationMs: number;
    /**
     * Refused requests that an entry of `left-out` stands for.
     */
    leftOut: number | null;
    /**
     * Request and answer, if bodies were logged then (`startLogBodies`).
     */
    exchange: LoggedExchange | null;
};

export type LoggedBody = {
    /**
     * JSON without secrets, which are replaced by `[removed]`.
     */
    text: string;
    /**
     * Whether it was longer; `text` then ends with `…`.
     */
    isCut: boolean;
};

export type LoggedHeader = {
    name: string;
    value: string;
};

export type LoggedExchange = {
    method: string;
    /**
     * With the query, from the path of the service on.
     */
    path: string;
    /**
     * Those that matter to repeat it, without credentials.
     */
    headers: Array<LoggedHeader>;
    /**
     * null without a body that is JSON.
     */
    request: LoggedBody | null;
    /**
     * null without a body, and for one that is sent in pieces.
     */
    answer: LoggedBody | null;
};

export type LoggedMembers = {
    /**
     * How many the request named.
     */
    count: number;
    /**
     * The first 20.
     */
    first: Array<NamedResource>;
};

export type NamedResource = {
    id: string;
    name: string | null;
};

export type AttributeChangeAnswer = {
    attribute: string;
    /**
     * null where there was none; long values are cut.
     */
    old: string | number | boolean | {
        [key: string]: unknown;
    } | Array<unknown> | null;
    new: string | number | boolean | {
        [key: string]: unknown;
    } | Array<unknown> | null;
};

export type LoggedResource = {
    type: string | null;
    id: string | null;
    /**
     * `userName` or `displayName`.
     */
    name: string | null;
    externalId: string | null;
};

export type ActorAnswer = {
    /**
     * What signed in.
     */
    kind: string;
    /**
     * Names the credential without being it.
     */
    name: string;
};

export type LogEntryList = {
    items: Array<LogEntryAnswer>;
    /**
     * Send it as `cursor` for older entries; null when there are none.
     */
    nextCursor: string | null;
};

export type LogEntryAnswer = {
    id: string;
    time: string;
    /**
     * As in `x-request-id` and in the service log.
     */
    requestId: string;
    actor: ActorAnswer;
    action: 'create' | 'update' | 'disable' | 'restore' | 'delete' | 'add-member' | 'remove-member' | 'bulk' | 'sign-in' | 'left-out';
    outcome: 'success' | 'refused' | 'failed';
    /**
     * HTTP status of the answer.
     */
    status: number;
    scimType: string | null;
    /**
     * Of a refused sign-in: bearer-twice, expired, revoked, switched-off, wrong-secret; of a person: ambiguous, disabled, guest, not-provisioned, sign-in-off, switched-off.
     */
    failedCheck: string | null;
    /**
     * What happened in plain words; null for a success.
     */
    meaning: string | null;
    /**
     * Why it was refused.
     */
    detail: string | null;
    /**
     * What to do about it; null for a success.
     */
    advice: string | null;
    /**
     * The user or group that holds a value which must be unique; of the type of `resource`.
     */
    conflictingResource: NamedResource | null;
    resource: LoggedResource;
    /**
     * Empty when nothing changed; the first 40.
     */
    changes: Array<AttributeChangeAnswer>;
    /**
     * Attributes that changed beside `changes`.
     */
    omittedChanges: number;
    /**
     * Attributes that the request named and no schema of the tenant has; the first 20.
     */
    ignored: Array<string>;
    addedMembers: LoggedMembers | null;
    removedMembers: LoggedMembers | null;
    /**
     * Of a PATCH: `verbose` and `merged` are those of Entra without and with aadOptscim062020.
     */
    patchGrammar: string | null;
    /**
     * Milliseconds from the request to the commit, or to the refusal.
     */
    durationMs: number;
    /**
     * Refused requests that an entry of `left-out` stands for.
     */
    leftOut: number | null;
};

export type MemberList = {
    items: Array<MemberSummary>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type MemberSummary = {
    id: string;
    type: 'User' | 'Group';
    /**
     * `userName` of a user, `displayName` of a group.
     */
    name: string;
    /**
     * Of a user.
     */
    displayName: string | null;
    /**
     * When it became a member; null for memberships of before this was kept, and of imported tenants.
     */
    since: string | null;
};

export type GroupDetail = {
    /**
     * As SCIM shows it, without `members`.
     */
    resource: Group;
    memberCount: number;
};

export type GroupList = {
    items: Array<GroupSummary>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
    /**
     * Of all pages, right to some seconds; null for a search.
     */
    total: number | null;
    /**
     * Whether the directory is too large to look for the text in the middle of names too.
     */
    isPartial: boolean;
};

export type GroupSummary = {
    id: string;
    displayName: string;
    externalId: string | null;
    createdAt: string;
    modifiedAt: string;
};

export type UserDetail = {
    /**
     * As SCIM shows it, with `groups`.
     */
    resource: User;
    /**
     * In groups of which the user is a direct member.
     */
    memberships: Array<MembershipAnswer>;
};

export type MembershipAnswer = {
    groupId: string;
    /**
     * When it became a member; null for memberships of before this was kept, and of imported tenants.
     */
    since: string | null;
};

export type UserList = {
    items: Array<ListedUser>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
    /**
     * Of all pages, right to some seconds; null for a search.
     */
    total: number | null;
    /**
     * Whether the directory is too large to look for the text in the middle of names too.
     */
    isPartial: boolean;
};

export type LastError = {
    /**
     * Of the entry in the provisioning log.
     */
    entryId: string;
    time: string;
    meaning: string;
};

export type ListedUser = {
    id: string;
    userName: string;
    displayName: string | null;
    email: string | null;
    /**
     * False when Entra has disabled the user.
     */
    active: boolean;
    externalId: string | null;
    createdAt: string;
    modifiedAt: string;
    /**
     * Why the newest write was refused; only in a list of `failing` users.
     */
    lastError: LastError | null;
};

export type SetSignIn = {
    /**
     * Whether its provisioned people may sign in with Entra.
     */
    enabled?: boolean;
    /**
     * The attribute of a user that holds the object id of the person in Entra: `externalId`, or a single text of an extension schema. In Entra, `objectId` is mapped to it.
     */
    matchAttribute?: string;
    /**
     * Where people of the tenant's cloud sign in: one of `ENTRA_LOGIN_HOSTS` with an application; the first one unless another is chosen.
     */
    loginHost?: string | null;
};

export type SignInAnswer = {
    /**
     * Whether its provisioned people may sign in with Entra.
     */
    enabled: boolean;
    /**
     * The attribute of a user that holds the object id of the person in Entra: `externalId`, or a single text of an extension schema. In Entra, `objectId` is mapped to it.
     */
    matchAttribute: string;
    /**
     * Where people of the tenant's cloud sign in: one of `ENTRA_LOGIN_HOSTS` with an application; the first one unless another is chosen.
     */
    loginHost: string;
    /**
     * What `loginHost` can be.
     */
    loginHosts: Array<string>;
    /**
     * Where its people sign in; null when the service knows no application in Entra.
     */
    url: string | null;
};

export type PersonSessionList = {
    items: Array<PersonSessionAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type PersonSessionAnswer = {
    /**
     * The first characters of its secret.
     */
    id: string;
    createdAt: string;
    /**
     * To the minute.
     */
    lastUsedAt: string;
    /**
     * When it ends, however much it is used.
     */
    expiresAt: string;
    /**
     * Where its user signed in.
     */
    address: string | null;
    /**
     * The browser, as it names itself.
     */
    userAgent: string | null;
    userId: string;
    userName: string;
    /**
     * Whether it is the session of the caller.
     */
    isOwn: boolean;
};

export type SetupLinkList = {
    items: Array<SetupLinkAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

/**
 * `read`: status, log, users and groups, without changing anything.
 */
export type LinkAccess = 'set-up' | 'read';

export type SetupLinkAnswer = {
    id: string;
    /**
     * The first characters of the secret in the link.
     */
    hint: string;
    /**
     * `read`: status, log, users and groups, without changing anything.
     */
    access: LinkAccess;
    description: string | null;
    createdAt: string;
    expiresAt: string;
    /**
     * How often one can sign in with it.
     */
    maxUses: number;
    /**
     * How often someone has.
     */
    uses: number;
    /**
     * When someone signed in with it last.
     */
    lastUsedAt: string | null;
    revokedAt: string | null;
    /**
     * `ending` in the last 30 days before it ends.
     */
    state: 'active' | 'ending' | 'ended' | 'revoked';
    /**
     * Whole days until it ends, 0 on the last one; null when it does not end, or has ended.
     */
    daysLeft: number | null;
};

export type IssuedSetupLinkAnswer = {
    id: string;
    /**
     * The first characters of the secret in the link.
     */
    hint: string;
    /**
     * `read`: status, log, users and groups, without changing anything.
     */
    access: LinkAccess;
    description: string | null;
    createdAt: string;
    expiresAt: string;
    /**
     * How often one can sign in with it.
     */
    maxUses: number;
    /**
     * What the customer opens; this is the only time it is shown.
     */
    url: string;
};

export type CreateSetupLink = {
    /**
     * `read`: status, log, users and groups, without changing anything.
     */
    access?: LinkAccess | null;
    description?: string | null;
    /**
     * At most 720 with access set-up, 168 without it; at most 2160 with access read, which is the default there.
     */
    expiresInHours?: number | null;
    /**
     * Instead of `expiresInHours`.
     */
    expiresAt?: string | null;
    /**
     * How often one can sign in with it.
     */
    maxUses?: number | null;
};

export type NamedTokenList = {
    items: Array<NamedTokenAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type NamedTokenAnswer = {
    id: string;
    /**
     * The first characters of the token.
     */
    hint: string;
    /**
     * Names its holder in the audit log.
     */
    name: string;
    /**
     * `read-only` reads, `support` also makes set-up links and switches provisioning, `owner` does all.
     */
    role: OperatorRole;
    createdAt: string;
    expiresAt: string;
    /**
     * To the minute.
     */
    lastUsedAt: string | null;
    revokedAt: string | null;
    /**
     * `ending` in the last 30 days before it ends.
     */
    state: 'active' | 'ending' | 'ended' | 'revoked';
    /**
     * Whole days until it ends, 0 on the last one; null when it does not end, or has ended.
     */
    daysLeft: number | null;
};

export type IssuedNamedTokenAnswer = {
    id: string;
    /**
     * The first characters of the token.
     */
    hint: string;
    /**
     * Names its holder in the audit log.
     */
    name: string;
    /**
     * `read-only` reads, `support` also makes set-up links and switches provisioning, `owner` does all.
     */
    role: OperatorRole;
    createdAt: string;
    expiresAt: string;
    /**
     * For `Authorization: Bearer …`, or to sign in to the console; this is the only time it is shown.
     */
    adminToken: string;
};

export type CreateNamedToken = {
    /**
     * Names its holder in the audit log.
     */
    name: string;
    /**
     * `read-only` reads, `support` also makes set-up links and switches provisioning, `owner` does all.
     */
    role: OperatorRole;
    expiresInDays?: number;
};

export type TenantAdminList = {
    items: Array<TenantAdminSummary>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type TenantAdminSummary = {
    userId: string;
    userName: string;
};

export type SetAdminAccess = {
    /**
     * Whoever is in one of these groups, directly or through groups in groups: their ids here.
     */
    groupIds: Array<string>;
    /**
     * Whoever has one of these roles, provisioned by Entra or by a role mapping; letter case does not matter.
     */
    roles: Array<string>;
};

export type AdminAccessAnswer = {
    groups: Array<AdminGroup>;
    /**
     * Whoever has one of these roles, provisioned by Entra or by a role mapping; letter case does not matter.
     */
    roles: Array<string>;
};

export type AdminGroup = {
    /**
     * Id of a group here, not in Entra.
     */
    groupId: string;
    /**
     * Its present name, or, once it is deleted, the name that it had when it was chosen.
     */
    groupName: string;
    /**
     * False once the group is deleted: it then makes nobody an admin.
     */
    groupExists: boolean;
};

export type SetRoleMappings = {
    /**
     * Of several mappings whose groups a person belongs to, directly or through groups in groups, the first one counts.
     */
    mappings: Array<GivenRoleMapping>;
};

export type GivenRoleMapping = {
    /**
     * Id of a group here, not in Entra.
     */
    groupId: string;
    /**
     * Name of a role of InviteDesk.
     */
    role: string;
};

export type RoleMappingsAnswer = {
    /**
     * Of several mappings whose groups a person belongs to, directly or through groups in groups, the first one counts.
     */
    mappings: Array<RoleMappingAnswer>;
};

export type RoleMappingAnswer = {
    /**
     * Id of a group here, not in Entra.
     */
    groupId: string;
    /**
     * Its present name, or, once it is deleted, the name that it had when it was chosen.
     */
    groupName: string;
    /**
     * False once the group is deleted: the mapping then gives nobody its role.
     */
    groupExists: boolean;
    /**
     * Name of a role of InviteDesk.
     */
    role: string;
};

export type LogBodies = {
    /**
     * From now on; logging ends by itself afterwards.
     */
    hours: number;
};

export type LogBodiesAnswer = {
    /**
     * Until when bodies are logged; null when they are not.
     */
    until: string | null;
};

export type SetSettings = {
    /**
     * Whether a second group of one `displayName` is refused with 409, as the matching that Entra begins with needs it. If not, groups of one name need different values of `externalId`, and Entra should match by that.
     */
    uniqueGroupNames?: boolean;
    /**
     * Whether requests are held to the SCIM interoperability profile: unknown attributes, a PATCH without `path` and filters on unknown attributes are refused with 400, and passwords are unknown. Entra itself may send these.
     */
    strict?: boolean;
    /**
     * Whether `/Schemas` leaves out what Microsoft's tools stop at, which requests and answers may hold all the same.
     */
    schemasForEntra?: boolean;
    /**
     * Requests a second that the tenant may send, with bursts of four times as many; null for what `RATE_LIMIT` says. Decided by operators only.
     */
    rateLimit?: number | null;
};

export type SettingsAnswer = {
    /**
     * Whether a second group of one `displayName` is refused with 409, as the matching that Entra begins with needs it. If not, groups of one name need different values of `externalId`, and Entra should match by that.
     */
    uniqueGroupNames: boolean;
    /**
     * Whether requests are held to the SCIM interoperability profile: unknown attributes, a PATCH without `path` and filters on unknown attributes are refused with 400, and passwords are unknown. Entra itself may send these.
     */
    strict: boolean;
    /**
     * Whether `/Schemas` leaves out what Microsoft's tools stop at, which requests and answers may hold all the same.
     */
    schemasForEntra: boolean;
    /**
     * Requests a second that the tenant may send, with bursts of four times as many; null for what `RATE_LIMIT` says. Decided by operators only.
     */
    rateLimit: number | null;
};

export type SchemaList = {
    items: Array<SchemaAnswer>;
    /**
     * Always null: a tenant has few.
     */
    nextCursor: string | null;
};

export type SchemaAnswer = {
    urn: string;
    resourceType: 'User' | 'Group';
    /**
     * The schema as `/scim/v2/Schemas` shows it to the tenant: defaults filled in.
     */
    schema: Schema;
};

export type SetEntraTokens = {
    enabled: boolean;
    /**
     * What `aud` may be: the id of the gallery application. That of all others when left out.
     */
    audiences?: Array<string>;
};

export type EntraTokensAnswer = {
    enabled: boolean;
    audiences: Array<string>;
    /**
     * To the minute.
     */
    lastUsedAt: string | null;
};

export type FederatedCredentialList = {
    items: Array<FederatedCredentialAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type FederatedCredentialAnswer = {
    /**
     * Entra's *Client identifier*.
     */
    clientId: string;
    description: string | null;
    /**
     * The tenant's own Entra tenant as an issuer of version 2.0 tokens.
     */
    issuer: string;
    /**
     * Object id of the workload identity (`sub`).
     */
    subject: string;
    /**
     * What `aud` may be; `api://{id}` and the bare id are the same.
     */
    audiences: Array<string>;
    /**
     * Entra's *Token endpoint*.
     */
    tokenUrl: string;
    createdAt: string;
    /**
     * To the minute.
     */
    lastUsedAt: string | null;
};

export type CreateFederatedCredential = {
    description?: string | null;
    /**
     * The tenant's own Entra tenant as an issuer of version 2.0 tokens. Made when left out.
     */
    issuer?: string | null;
    /**
     * Object id of the workload identity (`sub`).
     */
    subject: string;
    /**
     * What `aud` may be; `api://{id}` and the bare id are the same.
     */
    audiences: Array<string>;
};

export type OAuthClientList = {
    items: Array<OAuthClientAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type SecretAnswer = {
    /**
     * `ending` in the last 30 days before it ends.
     */
    state: 'active' | 'ending' | 'ended' | 'revoked';
    /**
     * Whole days until it ends, 0 on the last one; null when it does not end, or has ended.
     */
    daysLeft: number | null;
    id: string;
    /**
     * The first characters of the secret.
     */
    hint: string;
    createdAt: string;
    expiresAt: string;
    /**
     * To the minute.
     */
    lastUsedAt: string | null;
    revokedAt: string | null;
    /**
     * What it was rotated to: it ends at `expiresAt`, whether or not the new one is used by then.
     */
    replacedBy: ReplacementAnswer | null;
};

export type OAuthClientAnswer = {
    /**
     * Entra's *Client identifier*.
     */
    clientId: string;
    description: string | null;
    /**
     * Entra's *Token endpoint*.
     */
    tokenUrl: string;
    createdAt: string;
    secrets: Array<SecretAnswer>;
};

export type CreatedOAuthClientAnswer = {
    /**
     * Entra's *Client identifier*.
     */
    clientId: string;
    description: string | null;
    /**
     * Entra's *Token endpoint*.
     */
    tokenUrl: string;
    createdAt: string;
    secret: IssuedSecretAnswer;
};

export type IssuedSecretAnswer = {
    id: string;
    /**
     * The client secret, such as Entra's *Client secret*; this is the only time it is shown.
     */
    clientSecret: string;
    /**
     * The first characters of the secret.
     */
    hint: string;
    createdAt: string;
    expiresAt: string;
};

export type CreateOAuthClient = {
    /**
     * Of the secret: in the future; in two years without it.
     */
    expiresAt?: string | null;
    description?: string | null;
};

export type AccessCodeList = {
    items: Array<AccessCodeAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type AccessCodeAnswer = {
    /**
     * `ending` in the last 30 days before it ends.
     */
    state: 'active' | 'ending' | 'ended' | 'revoked';
    /**
     * Whole days until it ends, 0 on the last one; null when it does not end, or has ended.
     */
    daysLeft: number | null;
    id: string;
    /**
     * The first characters of the code: tells codes apart.
     */
    hint: string;
    description: string | null;
    createdAt: string;
    expiresAt: string | null;
    /**
     * To the minute.
     */
    lastUsedAt: string | null;
    revokedAt: string | null;
    /**
     * What it was rotated to: it ends at `expiresAt`, whether or not the new one is used by then.
     */
    replacedBy: ReplacementAnswer | null;
};

export type IssuedCodeAnswer = {
    id: string;
    /**
     * Entra's *Secret Token*; this is the only time it is shown.
     */
    accessCode: string;
    /**
     * The first characters of the code: tells codes apart.
     */
    hint: string;
    description: string | null;
    createdAt: string;
    expiresAt: string | null;
};

export type CreateAccessCode = {
    description?: string | null;
    /**
     * In the future; without it the code does not expire.
     */
    expiresAt?: string | null;
};

export type ProvisioningAnswer = {
    /**
     * Whether Entra may provision.
     */
    provisioningEnabled: boolean;
    /**
     * Entra's *Tenant URL*.
     */
    tenantUrl: string;
    /**
     * Entra's *Secret Token*. Only when switching on found no code that works and issued one; never shown again.
     */
    accessCode?: string;
};

export type SetProvisioning = {
    /**
     * Whether Entra may provision.
     */
    enabled: boolean;
};

export type UpdateTenant = {
    /**
     * Name of the customer.
     */
    name?: string;
    /**
     * Tenant id from the Entra admin center, a GUID; each can be used once.
     */
    entraTenantId?: string;
};

export type TenantAnswer = {
    id: string;
    /**
     * Name of the customer.
     */
    name: string;
    /**
     * Tenant id from the Entra admin center, a GUID; each can be used once.
     */
    entraTenantId: string;
    /**
     * Whether Entra may provision.
     */
    provisioningEnabled: boolean;
    /**
     * Entra's *Tenant URL*.
     */
    tenantUrl: string;
    createdAt: string;
};

export type CreateTenant = {
    /**
     * Name of the customer.
     */
    name: string;
    /**
     * Tenant id from the Entra admin center, a GUID; each can be used once.
     */
    entraTenantId: string;
};

export type RotateAccessCode = {
    /**
     * How long the old code keeps working; 0 revokes it at once.
     */
    overlapSeconds?: number;
};

export type CreateSecret = {
    /**
     * Of the secret: in the future; in two years without it.
     */
    expiresAt?: string | null;
};

export type UpdateApplication = {
    /**
     * Where people may be sent back to after they have signed out.
     */
    postLogoutRedirectUris?: Array<string>;
    /**
     * Is told when a person has signed out, or is disabled or removed in Entra.
     */
    backchannelLogoutUri?: string | null;
    /**
     * Public keys for `private_key_jwt`, unless `jwksUri` has them.
     */
    jwks?: Array<{
        [key: string]: unknown;
    }> | null;
    /**
     * Where the public keys are fetched from.
     */
    jwksUri?: string | null;
    name?: string;
    /**
     * Where people may be sent back to with a code; compared exactly.
     */
    redirectUris?: Array<string>;
};

export type ApplicationList = {
    items: Array<ApplicationAnswer>;
    /**
     * Send it as `cursor` for the next page; null on the last one.
     */
    nextCursor: string | null;
};

export type ApplicationAnswer = {
    /**
     * OpenID Connect's `client_id`.
     */
    clientId: string;
    name: string;
    /**
     * What an OpenID Connect library is configured with, beside client id and secret.
     */
    issuer: string;
    /**
     * With a secret, in HTTP Basic or in the form, or by signing assertions with a key of its own.
     */
    authentication: 'client_secret' | 'private_key_jwt';
    /**
     * Where people may be sent back to with a code; compared exactly.
     */
    redirectUris: Array<string>;
    /**
     * Where people may be sent back to after they have signed out.
     */
    postLogoutRedirectUris: Array<string>;
    /**
     * Is told when a person has signed out, or is disabled or removed in Entra.
     */
    backchannelLogoutUri: string | null;
    /**
     * Public keys for `private_key_jwt`, unless `jwksUri` has them.
     */
    jwks: Array<{
        [key: string]: unknown;
    }> | null;
    /**
     * Where the public keys are fetched from.
     */
    jwksUri: string | null;
    createdAt: string;
    secrets: Array<SecretAnswer>;
    /**
     * Of its secrets, those that end within 30 days or have ended, and will be missed.
     */
    ending: Array<EndingAnswer>;
};

export type CreatedApplicationAnswer = {
    /**
     * OpenID Connect's `client_id`.
     */
    clientId: string;
    name: string;
    /**
     * What an OpenID Connect library is configured with, beside client id and secret.
     */
    issuer: string;
    /**
     * With a secret, in HTTP Basic or in the form, or by signing assertions with a key of its own.
     */
    authentication: 'client_secret' | 'private_key_jwt';
    /**
     * Where people may be sent back to with a code; compared exactly.
     */
    redirectUris: Array<string>;
    /**
     * Where people may be sent back to after they have signed out.
     */
    postLogoutRedirectUris: Array<string>;
    /**
     * Is told when a person has signed out, or is disabled or removed in Entra.
     */
    backchannelLogoutUri: string | null;
    /**
     * Public keys for `private_key_jwt`, unless `jwksUri` has them.
     */
    jwks: Array<{
        [key: string]: unknown;
    }> | null;
    /**
     * Where the public keys are fetched from.
     */
    jwksUri: string | null;
    createdAt: string;
    /**
     * Null with `private_key_jwt`.
     */
    secret: IssuedSecretAnswer | null;
};

export type CreateApplication = {
    /**
     * Where people may be sent back to after they have signed out.
     */
    postLogoutRedirectUris?: Array<string>;
    /**
     * Is told when a person has signed out, or is disabled or removed in Entra.
     */
    backchannelLogoutUri?: string | null;
    /**
     * Public keys for `private_key_jwt`, unless `jwksUri` has them.
     */
    jwks?: Array<{
        [key: string]: unknown;
    }> | null;
    /**
     * Where the public keys are fetched from.
     */
    jwksUri?: string | null;
    name: string;
    /**
     * Where people may be sent back to with a code; compared exactly.
     */
    redirectUris: Array<string>;
    /**
     * With a secret, in HTTP Basic or in the form, or by signing assertions with a key of its own.
     */
    authentication?: 'client_secret' | 'private_key_jwt';
    /**
     * Of the secret: in two years without it.
     */
    expiresAt?: string | null;
};

export type ProblemAnswer = {
    type: string;
    title: string;
    status: number;
    detail: string;
    instance: string;
    errors?: Array<FieldProblem>;
};

export type FieldProblem = {
    field: string;
    message: string;
};

/**
 * Group
 */
export type GroupWritable = {
    /**
     * Names `urn:ietf:params:scim:schemas:core:2.0:Group`, and the extensions whose values the Group has.
     */
    schemas: Array<string>;
    /**
     * The identifier that the client gave the resource.
     */
    externalId?: string;
    /**
     * Unique name of the group in the tenant. Compared without case.
     */
    displayName: string;
    /**
     * The users and groups in the group.
     */
    members?: Array<{
        /**
         * The id of the user or group.
         */
        value: string;
        /**
         * The address of the member.
         */
        $ref?: string;
        /**
         * Whether the member is a user or a group.
         */
        type?: string;
    }>;
    [key: string]: unknown;
};

/**
 * User Account
 */
export type UserWritable = {
    /**
     * Names `urn:ietf:params:scim:schemas:core:2.0:User`, and the extensions whose values the User has.
     */
    schemas: Array<string>;
    /**
     * The identifier that the client gave the resource.
     */
    externalId?: string;
    /**
     * Unique name of the user in the tenant, used to sign in and to match. Compared without case.
     */
    userName: string;
    /**
     * The parts of the user's real name.
     */
    name?: {
        /**
         * The full name, formatted for display.
         */
        formatted?: string;
        /**
         * The family name or last name.
         */
        familyName?: string;
        /**
         * The given name or first name.
         */
        givenName?: string;
        /**
         * The middle name or names.
         */
        middleName?: string;
        /**
         * The title before the name, such as "Ms.".
         */
        honorificPrefix?: string;
        /**
         * The suffix after the name, such as "III".
         */
        honorificSuffix?: string;
    };
    /**
     * The name shown to other people.
     */
    displayName?: string;
    /**
     * The casual name of the user.
     */
    nickName?: string;
    /**
     * The address of the user's profile page.
     */
    profileUrl?: string;
    /**
     * The job title, such as "Vice President".
     */
    title?: string;
    /**
     * The relation to the organisation, such as "Employee" or "Contractor".
     */
    userType?: string;
    /**
     * The preferred language, such as "nl-BE".
     */
    preferredLanguage?: string;
    /**
     * The locale for dates, numbers and currency, such as "en-US".
     */
    locale?: string;
    /**
     * The time zone, such as "Europe/Brussels".
     */
    timezone?: string;
    /**
     * Whether the user may use InviteDesk; false keeps the user and the memberships.
     */
    active?: boolean;
    /**
     * Accepted and discarded: people sign in through Entra.
     */
    password?: string;
    /**
     * E-mail addresses.
     */
    emails?: Array<{
        /**
         * The e-mail address.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Phone numbers, kept exactly as sent.
     */
    phoneNumbers?: Array<{
        /**
         * The phone number.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Instant messaging addresses.
     */
    ims?: Array<{
        /**
         * The address.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Addresses of photos.
     */
    photos?: Array<{
        /**
         * The address of the photo.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Postal addresses.
     */
    addresses?: Array<{
        /**
         * The full address, formatted for display or a label.
         */
        formatted?: string;
        /**
         * Street, house number, box.
         */
        streetAddress?: string;
        /**
         * The city or locality.
         */
        locality?: string;
        /**
         * The state or region.
         */
        region?: string;
        /**
         * The postal code.
         */
        postalCode?: string;
        /**
         * The country, as an ISO 3166-1 alpha-2 code.
         */
        country?: string;
        /**
         * What the address is for.
         */
        type?: string;
        /**
         * Whether this is the preferred address; true for one address at most.
         */
        primary?: boolean;
    }>;
    /**
     * What the user is entitled to.
     */
    entitlements?: Array<{
        /**
         * The entitlement.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * The roles of the user, such as app roles of Entra.
     */
    roles?: Array<{
        /**
         * The role.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Certificates issued to the user.
     */
    x509Certificates?: Array<{
        /**
         * The DER-encoded certificate, in base64.
         */
        value?: string;
        /**
         * A name for people to read, mostly for display.
         */
        display?: string;
        /**
         * What the value is for.
         */
        type?: string;
        /**
         * Whether this is the preferred value; true for one value at most.
         */
        primary?: boolean;
    }>;
    /**
     * Enterprise User
     */
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'?: {
        /**
         * The number or code that the organisation gave the person.
         */
        employeeNumber?: string;
        /**
         * The name of a cost center.
         */
        costCenter?: string;
        /**
         * The name of an organization.
         */
        organization?: string;
        /**
         * The name of a division.
         */
        division?: string;
        /**
         * The name of a department.
         */
        department?: string;
        /**
         * The user's manager.
         */
        manager?: {
            /**
             * The id of the manager's user.
             */
            value?: string;
            /**
             * The address of the manager's user.
             */
            $ref?: string;
        };
    };
    [key: string]: unknown;
};

/**
 * `read-only` reads, `support` also makes set-up links and switches provisioning, `owner` does all.
 */
export type OperatorRoleWritable = 'read-only' | 'support' | 'owner';

export type GroupDetailWritable = {
    /**
     * As SCIM shows it, without `members`.
     */
    resource: GroupWritable;
    memberCount: number;
};

export type UserDetailWritable = {
    /**
     * As SCIM shows it, with `groups`.
     */
    resource: UserWritable;
    /**
     * In groups of which the user is a direct member.
     */
    memberships: Array<MembershipAnswer>;
};

/**
 * `read`: status, log, users and groups, without changing anything.
 */
export type LinkAccessWritable = 'set-up' | 'read';

export type ListApplicationsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/applications';
};

export type ListApplicationsErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
};

export type ListApplicationsError = ListApplicationsErrors[keyof ListApplicationsErrors];

export type ListApplicationsResponses = {
    200: ApplicationList;
};

export type ListApplicationsResponse = ListApplicationsResponses[keyof ListApplicationsResponses];

export type CreateApplicationData = {
    body: CreateApplication;
    path?: never;
    query?: never;
    url: '/admin/v1/applications';
};

export type CreateApplicationErrors = {
    /**
     * A member is missing, unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * There are too many, or `SECRETS_KEY` is needed first.
     */
    409: ProblemAnswer;
};

export type CreateApplicationError = CreateApplicationErrors[keyof CreateApplicationErrors];

export type CreateApplicationResponses = {
    201: CreatedApplicationAnswer;
};

export type CreateApplicationResponse = CreateApplicationResponses[keyof CreateApplicationResponses];

export type DeleteApplicationData = {
    body?: never;
    path: {
        /**
         * The id of the application
         */
        applicationId: string;
    };
    query?: never;
    url: '/admin/v1/applications/{applicationId}';
};

export type DeleteApplicationErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No application has this id.
     */
    404: ProblemAnswer;
};

export type DeleteApplicationError = DeleteApplicationErrors[keyof DeleteApplicationErrors];

export type DeleteApplicationResponses = {
    204: void;
};

export type DeleteApplicationResponse = DeleteApplicationResponses[keyof DeleteApplicationResponses];

export type ReadApplicationData = {
    body?: never;
    path: {
        /**
         * The id of the application
         */
        applicationId: string;
    };
    query?: never;
    url: '/admin/v1/applications/{applicationId}';
};

export type ReadApplicationErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No application has this id.
     */
    404: ProblemAnswer;
};

export type ReadApplicationError = ReadApplicationErrors[keyof ReadApplicationErrors];

export type ReadApplicationResponses = {
    200: ApplicationAnswer;
};

export type ReadApplicationResponse = ReadApplicationResponses[keyof ReadApplicationResponses];

export type UpdateApplicationData = {
    body: UpdateApplication;
    path: {
        /**
         * The id of the application
         */
        applicationId: string;
    };
    query?: never;
    url: '/admin/v1/applications/{applicationId}';
};

export type UpdateApplicationErrors = {
    /**
     * A member is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No application has this id.
     */
    404: ProblemAnswer;
};

export type UpdateApplicationError = UpdateApplicationErrors[keyof UpdateApplicationErrors];

export type UpdateApplicationResponses = {
    200: ApplicationAnswer;
};

export type UpdateApplicationResponse = UpdateApplicationResponses[keyof UpdateApplicationResponses];

export type IssueApplicationSecretData = {
    body?: CreateSecret;
    path: {
        /**
         * The id of the application
         */
        applicationId: string;
    };
    query?: never;
    url: '/admin/v1/applications/{applicationId}/secrets';
};

export type IssueApplicationSecretErrors = {
    /**
     * `expiresAt` is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No application or secret has this id.
     */
    404: ProblemAnswer;
    /**
     * The application has too many secrets that work, or signs with a key of its own.
     */
    409: ProblemAnswer;
};

export type IssueApplicationSecretError = IssueApplicationSecretErrors[keyof IssueApplicationSecretErrors];

export type IssueApplicationSecretResponses = {
    201: IssuedSecretAnswer;
};

export type IssueApplicationSecretResponse = IssueApplicationSecretResponses[keyof IssueApplicationSecretResponses];

export type RotateApplicationSecretData = {
    body?: RotateAccessCode;
    path: {
        /**
         * The id of the application
         */
        applicationId: string;
        /**
         * The id of the secret
         */
        secretId: string;
    };
    query?: never;
    url: '/admin/v1/applications/{applicationId}/secrets/{secretId}/rotate';
};

export type RotateApplicationSecretErrors = {
    /**
     * `overlapSeconds` is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No application or secret has this id.
     */
    404: ProblemAnswer;
    /**
     * The secret is revoked or has expired.
     */
    409: ProblemAnswer;
};

export type RotateApplicationSecretError = RotateApplicationSecretErrors[keyof RotateApplicationSecretErrors];

export type RotateApplicationSecretResponses = {
    201: IssuedSecretAnswer;
};

export type RotateApplicationSecretResponse = RotateApplicationSecretResponses[keyof RotateApplicationSecretResponses];

export type RevokeApplicationSecretData = {
    body?: never;
    path: {
        /**
         * The id of the application
         */
        applicationId: string;
        /**
         * The id of the secret
         */
        secretId: string;
    };
    query?: never;
    url: '/admin/v1/applications/{applicationId}/secrets/{secretId}';
};

export type RevokeApplicationSecretErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No application or secret has this id.
     */
    404: ProblemAnswer;
};

export type RevokeApplicationSecretError = RevokeApplicationSecretErrors[keyof RevokeApplicationSecretErrors];

export type RevokeApplicationSecretResponses = {
    204: void;
};

export type RevokeApplicationSecretResponse = RevokeApplicationSecretResponses[keyof RevokeApplicationSecretResponses];

export type ListTenantsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
        /**
         * Anywhere in the name, in any letter case and with or without accents; or the beginning of the Entra tenant id; or the id.
         */
        search?: string;
        /**
         * `broken`: only tenants whose health is `credentials refused`, `failing` or `silent`. `ending`: only those with provisioning enabled and something in `ending` of their status.
         */
        only?: 'broken' | 'ending';
        sort?: 'created' | 'name' | 'lastRequest' | 'users' | 'failures';
        order?: 'asc' | 'desc';
    };
    url: '/admin/v1/tenants';
};

export type ListTenantsErrors = {
    /**
     * A parameter is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
};

export type ListTenantsError = ListTenantsErrors[keyof ListTenantsErrors];

export type ListTenantsResponses = {
    200: TenantList;
};

export type ListTenantsResponse = ListTenantsResponses[keyof ListTenantsResponses];

export type CreateTenantData = {
    body: CreateTenant;
    path?: never;
    query?: never;
    url: '/admin/v1/tenants';
};

export type CreateTenantErrors = {
    /**
     * A member is missing, unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * Another tenant has this `entraTenantId`.
     */
    409: ProblemAnswer;
};

export type CreateTenantError = CreateTenantErrors[keyof CreateTenantErrors];

export type CreateTenantResponses = {
    201: TenantAnswer;
};

export type CreateTenantResponse = CreateTenantResponses[keyof CreateTenantResponses];

export type DeleteTenantData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}';
};

export type DeleteTenantErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
    /**
     * Provisioning is switched on.
     */
    409: ProblemAnswer;
};

export type DeleteTenantError = DeleteTenantErrors[keyof DeleteTenantErrors];

export type DeleteTenantResponses = {
    204: void;
};

export type DeleteTenantResponse = DeleteTenantResponses[keyof DeleteTenantResponses];

export type ReadTenantData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}';
};

export type ReadTenantErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadTenantError = ReadTenantErrors[keyof ReadTenantErrors];

export type ReadTenantResponses = {
    200: TenantAnswer;
};

export type ReadTenantResponse = ReadTenantResponses[keyof ReadTenantResponses];

export type UpdateTenantData = {
    body: UpdateTenant;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}';
};

export type UpdateTenantErrors = {
    /**
     * A member is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
    /**
     * Another tenant has this `entraTenantId`.
     */
    409: ProblemAnswer;
};

export type UpdateTenantError = UpdateTenantErrors[keyof UpdateTenantErrors];

export type UpdateTenantResponses = {
    200: TenantAnswer;
};

export type UpdateTenantResponse = UpdateTenantResponses[keyof UpdateTenantResponses];

export type SetProvisioningData = {
    body: SetProvisioning;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/provisioning';
};

export type SetProvisioningErrors = {
    /**
     * `enabled` is missing or not a boolean.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type SetProvisioningError = SetProvisioningErrors[keyof SetProvisioningErrors];

export type SetProvisioningResponses = {
    200: ProvisioningAnswer;
};

export type SetProvisioningResponse = SetProvisioningResponses[keyof SetProvisioningResponses];

export type ListAccessCodesData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/tenants/{id}/tokens';
};

export type ListAccessCodesErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no access code of it, has this id.
     */
    404: ProblemAnswer;
};

export type ListAccessCodesError = ListAccessCodesErrors[keyof ListAccessCodesErrors];

export type ListAccessCodesResponses = {
    200: AccessCodeList;
};

export type ListAccessCodesResponse = ListAccessCodesResponses[keyof ListAccessCodesResponses];

export type IssueAccessCodeData = {
    body?: CreateAccessCode;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/tokens';
};

export type IssueAccessCodeErrors = {
    /**
     * A member is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no access code of it, has this id.
     */
    404: ProblemAnswer;
};

export type IssueAccessCodeError = IssueAccessCodeErrors[keyof IssueAccessCodeErrors];

export type IssueAccessCodeResponses = {
    201: IssuedCodeAnswer;
};

export type IssueAccessCodeResponse = IssueAccessCodeResponses[keyof IssueAccessCodeResponses];

export type RotateAccessCodeData = {
    body?: RotateAccessCode;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the access code or admin token
         */
        tokenId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/tokens/{tokenId}/rotate';
};

export type RotateAccessCodeErrors = {
    /**
     * `overlapSeconds` is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no access code of it, has this id.
     */
    404: ProblemAnswer;
    /**
     * The code is revoked or has expired.
     */
    409: ProblemAnswer;
};

export type RotateAccessCodeError = RotateAccessCodeErrors[keyof RotateAccessCodeErrors];

export type RotateAccessCodeResponses = {
    201: IssuedCodeAnswer;
};

export type RotateAccessCodeResponse = RotateAccessCodeResponses[keyof RotateAccessCodeResponses];

export type RevokeAccessCodeData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the access code or admin token
         */
        tokenId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/tokens/{tokenId}';
};

export type RevokeAccessCodeErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no access code of it, has this id.
     */
    404: ProblemAnswer;
};

export type RevokeAccessCodeError = RevokeAccessCodeErrors[keyof RevokeAccessCodeErrors];

export type RevokeAccessCodeResponses = {
    204: void;
};

export type RevokeAccessCodeResponse = RevokeAccessCodeResponses[keyof RevokeAccessCodeResponses];

export type ListOAuthClientsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/tenants/{id}/oauth-clients';
};

export type ListOAuthClientsErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, OAuth client or secret has this id.
     */
    404: ProblemAnswer;
};

export type ListOAuthClientsError = ListOAuthClientsErrors[keyof ListOAuthClientsErrors];

export type ListOAuthClientsResponses = {
    200: OAuthClientList;
};

export type ListOAuthClientsResponse = ListOAuthClientsResponses[keyof ListOAuthClientsResponses];

export type CreateOAuthClientData = {
    body?: CreateOAuthClient;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/oauth-clients';
};

export type CreateOAuthClientErrors = {
    /**
     * A member is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, OAuth client or secret has this id.
     */
    404: ProblemAnswer;
    /**
     * The tenant has too many.
     */
    409: ProblemAnswer;
};

export type CreateOAuthClientError = CreateOAuthClientErrors[keyof CreateOAuthClientErrors];

export type CreateOAuthClientResponses = {
    201: CreatedOAuthClientAnswer;
};

export type CreateOAuthClientResponse = CreateOAuthClientResponses[keyof CreateOAuthClientResponses];

export type DeleteOAuthClientData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * Entra's *Client identifier*
         */
        clientId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/oauth-clients/{clientId}';
};

export type DeleteOAuthClientErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, OAuth client or secret has this id.
     */
    404: ProblemAnswer;
};

export type DeleteOAuthClientError = DeleteOAuthClientErrors[keyof DeleteOAuthClientErrors];

export type DeleteOAuthClientResponses = {
    204: void;
};

export type DeleteOAuthClientResponse = DeleteOAuthClientResponses[keyof DeleteOAuthClientResponses];

export type ReadOAuthClientData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * Entra's *Client identifier*
         */
        clientId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/oauth-clients/{clientId}';
};

export type ReadOAuthClientErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, OAuth client or secret has this id.
     */
    404: ProblemAnswer;
};

export type ReadOAuthClientError = ReadOAuthClientErrors[keyof ReadOAuthClientErrors];

export type ReadOAuthClientResponses = {
    200: OAuthClientAnswer;
};

export type ReadOAuthClientResponse = ReadOAuthClientResponses[keyof ReadOAuthClientResponses];

export type IssueOAuthSecretData = {
    body?: CreateSecret;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * Entra's *Client identifier*
         */
        clientId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets';
};

export type IssueOAuthSecretErrors = {
    /**
     * `expiresAt` is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, OAuth client or secret has this id.
     */
    404: ProblemAnswer;
    /**
     * The client has too many secrets that work.
     */
    409: ProblemAnswer;
};

export type IssueOAuthSecretError = IssueOAuthSecretErrors[keyof IssueOAuthSecretErrors];

export type IssueOAuthSecretResponses = {
    201: IssuedSecretAnswer;
};

export type IssueOAuthSecretResponse = IssueOAuthSecretResponses[keyof IssueOAuthSecretResponses];

export type RotateOAuthSecretData = {
    body?: RotateAccessCode;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * Entra's *Client identifier*
         */
        clientId: string;
        /**
         * The id of the secret
         */
        secretId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets/{secretId}/rotate';
};

export type RotateOAuthSecretErrors = {
    /**
     * `overlapSeconds` is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, OAuth client or secret has this id.
     */
    404: ProblemAnswer;
    /**
     * The secret is revoked or has expired.
     */
    409: ProblemAnswer;
};

export type RotateOAuthSecretError = RotateOAuthSecretErrors[keyof RotateOAuthSecretErrors];

export type RotateOAuthSecretResponses = {
    201: IssuedSecretAnswer;
};

export type RotateOAuthSecretResponse = RotateOAuthSecretResponses[keyof RotateOAuthSecretResponses];

export type RevokeOAuthSecretData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * Entra's *Client identifier*
         */
        clientId: string;
        /**
         * The id of the secret
         */
        secretId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets/{secretId}';
};

export type RevokeOAuthSecretErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, OAuth client or secret has this id.
     */
    404: ProblemAnswer;
};

export type RevokeOAuthSecretError = RevokeOAuthSecretErrors[keyof RevokeOAuthSecretErrors];

export type RevokeOAuthSecretResponses = {
    204: void;
};

export type RevokeOAuthSecretResponse = RevokeOAuthSecretResponses[keyof RevokeOAuthSecretResponses];

export type ListFederatedCredentialsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/tenants/{id}/federated-credentials';
};

export type ListFederatedCredentialsErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ListFederatedCredentialsError = ListFederatedCredentialsErrors[keyof ListFederatedCredentialsErrors];

export type ListFederatedCredentialsResponses = {
    200: FederatedCredentialList;
};

export type ListFederatedCredentialsResponse = ListFederatedCredentialsResponses[keyof ListFederatedCredentialsResponses];

export type CreateFederatedCredentialData = {
    body: CreateFederatedCredential;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/federated-credentials';
};

export type CreateFederatedCredentialErrors = {
    /**
     * A member is missing, unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
    /**
     * The tenant has too many.
     */
    409: ProblemAnswer;
};

export type CreateFederatedCredentialError = CreateFederatedCredentialErrors[keyof CreateFederatedCredentialErrors];

export type CreateFederatedCredentialResponses = {
    201: FederatedCredentialAnswer;
};

export type CreateFederatedCredentialResponse = CreateFederatedCredentialResponses[keyof CreateFederatedCredentialResponses];

export type DeleteFederatedCredentialData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * Entra's *Client identifier*
         */
        clientId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/federated-credentials/{clientId}';
};

export type DeleteFederatedCredentialErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no federated credential of it, has this id.
     */
    404: ProblemAnswer;
};

export type DeleteFederatedCredentialError = DeleteFederatedCredentialErrors[keyof DeleteFederatedCredentialErrors];

export type DeleteFederatedCredentialResponses = {
    204: void;
};

export type DeleteFederatedCredentialResponse = DeleteFederatedCredentialResponses[keyof DeleteFederatedCredentialResponses];

export type ReadEntraTokensData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/entra-tokens';
};

export type ReadEntraTokensErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadEntraTokensError = ReadEntraTokensErrors[keyof ReadEntraTokensErrors];

export type ReadEntraTokensResponses = {
    200: EntraTokensAnswer;
};

export type ReadEntraTokensResponse = ReadEntraTokensResponses[keyof ReadEntraTokensResponses];

export type SetEntraTokensData = {
    body: SetEntraTokens;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/entra-tokens';
};

export type SetEntraTokensErrors = {
    /**
     * A member is missing, unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type SetEntraTokensError = SetEntraTokensErrors[keyof SetEntraTokensErrors];

export type SetEntraTokensResponses = {
    200: EntraTokensAnswer;
};

export type SetEntraTokensResponse = SetEntraTokensResponses[keyof SetEntraTokensResponses];

export type ListCustomSchemasData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/schemas';
};

export type ListCustomSchemasErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no schema of it, has this id.
     */
    404: ProblemAnswer;
};

export type ListCustomSchemasError = ListCustomSchemasErrors[keyof ListCustomSchemasErrors];

export type ListCustomSchemasResponses = {
    200: SchemaList;
};

export type ListCustomSchemasResponse = ListCustomSchemasResponses[keyof ListCustomSchemasResponses];

export type DeleteCustomSchemaData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The URN of the schema
         */
        urn: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/schemas/{urn}';
};

export type DeleteCustomSchemaErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no schema of it, has this id.
     */
    404: ProblemAnswer;
    /**
     * A user or group holds values of it.
     */
    409: ProblemAnswer;
};

export type DeleteCustomSchemaError = DeleteCustomSchemaErrors[keyof DeleteCustomSchemaErrors];

export type DeleteCustomSchemaResponses = {
    204: void;
};

export type DeleteCustomSchemaResponse = DeleteCustomSchemaResponses[keyof DeleteCustomSchemaResponses];

export type ReadCustomSchemaData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The URN of the schema
         */
        urn: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/schemas/{urn}';
};

export type ReadCustomSchemaErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no schema of it, has this id.
     */
    404: ProblemAnswer;
};

export type ReadCustomSchemaError = ReadCustomSchemaErrors[keyof ReadCustomSchemaErrors];

export type ReadCustomSchemaResponses = {
    200: SchemaAnswer;
};

export type ReadCustomSchemaResponse = ReadCustomSchemaResponses[keyof ReadCustomSchemaResponses];

export type PutCustomSchemaData = {
    body: SchemaDefinition;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The URN of the schema
         */
        urn: string;
    };
    query?: {
        /**
         * What the schema extends; without it the URN must end in `:User` or `:Group`.
         */
        resourceType?: 'User' | 'Group';
    };
    url: '/admin/v1/tenants/{id}/schemas/{urn}';
};

export type PutCustomSchemaErrors = {
    /**
     * The URN or the schema is not valid; `errors` names each place.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no schema of it, has this id.
     */
    404: ProblemAnswer;
    /**
     * The URN is taken, or stored values would be lost.
     */
    409: ProblemAnswer;
};

export type PutCustomSchemaError = PutCustomSchemaErrors[keyof PutCustomSchemaErrors];

export type PutCustomSchemaResponses = {
    /**
     * Changed
     */
    200: SchemaAnswer;
    /**
     * Registered
     */
    201: SchemaAnswer;
};

export type PutCustomSchemaResponse = PutCustomSchemaResponses[keyof PutCustomSchemaResponses];

export type ReadSettingsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/settings';
};

export type ReadSettingsErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadSettingsError = ReadSettingsErrors[keyof ReadSettingsErrors];

export type ReadSettingsResponses = {
    200: SettingsAnswer;
};

export type ReadSettingsResponse = ReadSettingsResponses[keyof ReadSettingsResponses];

export type SetSettingsData = {
    body: SetSettings;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/settings';
};

export type SetSettingsErrors = {
    /**
     * A member is unknown or of a wrong type; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * A set-up link does not decide `rateLimit`.
     */
    403: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
    /**
     * Names of groups are to be unique, and some groups share one; the answer names them.
     */
    409: ProblemAnswer;
};

export type SetSettingsError = SetSettingsErrors[keyof SetSettingsErrors];

export type SetSettingsResponses = {
    200: SettingsAnswer;
};

export type SetSettingsResponse = SetSettingsResponses[keyof SetSettingsResponses];

export type EndLogBodiesData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/log-bodies';
};

export type EndLogBodiesErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type EndLogBodiesError = EndLogBodiesErrors[keyof EndLogBodiesErrors];

export type EndLogBodiesResponses = {
    204: void;
};

export type EndLogBodiesResponse = EndLogBodiesResponses[keyof EndLogBodiesResponses];

export type ReadLogBodiesData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/log-bodies';
};

export type ReadLogBodiesErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadLogBodiesError = ReadLogBodiesErrors[keyof ReadLogBodiesErrors];

export type ReadLogBodiesResponses = {
    200: LogBodiesAnswer;
};

export type ReadLogBodiesResponse = ReadLogBodiesResponses[keyof ReadLogBodiesResponses];

export type StartLogBodiesData = {
    body: LogBodies;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/log-bodies';
};

export type StartLogBodiesErrors = {
    /**
     * The number of hours is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type StartLogBodiesError = StartLogBodiesErrors[keyof StartLogBodiesErrors];

export type StartLogBodiesResponses = {
    200: LogBodiesAnswer;
};

export type StartLogBodiesResponse = StartLogBodiesResponses[keyof StartLogBodiesResponses];

export type ReadRoleMappingsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/role-mappings';
};

export type ReadRoleMappingsErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadRoleMappingsError = ReadRoleMappingsErrors[keyof ReadRoleMappingsErrors];

export type ReadRoleMappingsResponses = {
    200: RoleMappingsAnswer;
};

export type ReadRoleMappingsResponse = ReadRoleMappingsResponses[keyof ReadRoleMappingsResponses];

export type SetRoleMappingsData = {
    body: SetRoleMappings;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/role-mappings';
};

export type SetRoleMappingsErrors = {
    /**
     * A member is missing or not valid, or the tenant has no such group; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type SetRoleMappingsError = SetRoleMappingsErrors[keyof SetRoleMappingsErrors];

export type SetRoleMappingsResponses = {
    200: RoleMappingsAnswer;
};

export type SetRoleMappingsResponse = SetRoleMappingsResponses[keyof SetRoleMappingsResponses];

export type ReadAdminAccessData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/admin-access';
};

export type ReadAdminAccessErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadAdminAccessError = ReadAdminAccessErrors[keyof ReadAdminAccessErrors];

export type ReadAdminAccessResponses = {
    200: AdminAccessAnswer;
};

export type ReadAdminAccessResponse = ReadAdminAccessResponses[keyof ReadAdminAccessResponses];

export type SetAdminAccessData = {
    body: SetAdminAccess;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/admin-access';
};

export type SetAdminAccessErrors = {
    /**
     * A member is missing or not valid, or the tenant has no such group; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
    /**
     * The caller would no longer be an admin.
     */
    409: ProblemAnswer;
};

export type SetAdminAccessError = SetAdminAccessErrors[keyof SetAdminAccessErrors];

export type SetAdminAccessResponses = {
    200: AdminAccessAnswer;
};

export type SetAdminAccessResponse = SetAdminAccessResponses[keyof SetAdminAccessResponses];

export type ListTenantAdminsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/tenants/{id}/admin-access/admins';
};

export type ListTenantAdminsErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ListTenantAdminsError = ListTenantAdminsErrors[keyof ListTenantAdminsErrors];

export type ListTenantAdminsResponses = {
    200: TenantAdminList;
};

export type ListTenantAdminsResponse = ListTenantAdminsResponses[keyof ListTenantAdminsResponses];

export type ListAdminTokensData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/admin-tokens';
};

export type ListAdminTokensErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
};

export type ListAdminTokensError = ListAdminTokensErrors[keyof ListAdminTokensErrors];

export type ListAdminTokensResponses = {
    200: NamedTokenList;
};

export type ListAdminTokensResponse = ListAdminTokensResponses[keyof ListAdminTokensResponses];

export type IssueAdminTokenData = {
    body: CreateNamedToken;
    path?: never;
    query?: never;
    url: '/admin/v1/admin-tokens';
};

export type IssueAdminTokenErrors = {
    /**
     * A member is missing, unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * There are too many tokens that work.
     */
    409: ProblemAnswer;
};

export type IssueAdminTokenError = IssueAdminTokenErrors[keyof IssueAdminTokenErrors];

export type IssueAdminTokenResponses = {
    201: IssuedNamedTokenAnswer;
};

export type IssueAdminTokenResponse = IssueAdminTokenResponses[keyof IssueAdminTokenResponses];

export type RevokeAdminTokenData = {
    body?: never;
    path: {
        /**
         * The id of the access code or admin token
         */
        tokenId: string;
    };
    query?: never;
    url: '/admin/v1/admin-tokens/{tokenId}';
};

export type RevokeAdminTokenErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No admin token has this id.
     */
    404: ProblemAnswer;
};

export type RevokeAdminTokenError = RevokeAdminTokenErrors[keyof RevokeAdminTokenErrors];

export type RevokeAdminTokenResponses = {
    204: void;
};

export type RevokeAdminTokenResponse = RevokeAdminTokenResponses[keyof RevokeAdminTokenResponses];

export type ListSetupLinksData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/tenants/{id}/setup-links';
};

export type ListSetupLinksErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no set-up link of it, has this id.
     */
    404: ProblemAnswer;
};

export type ListSetupLinksError = ListSetupLinksErrors[keyof ListSetupLinksErrors];

export type ListSetupLinksResponses = {
    200: SetupLinkList;
};

export type ListSetupLinksResponse = ListSetupLinksResponses[keyof ListSetupLinksResponses];

export type CreateSetupLinkData = {
    body?: CreateSetupLink;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/setup-links';
};

export type CreateSetupLinkErrors = {
    /**
     * A member is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no set-up link of it, has this id.
     */
    404: ProblemAnswer;
};

export type CreateSetupLinkError = CreateSetupLinkErrors[keyof CreateSetupLinkErrors];

export type CreateSetupLinkResponses = {
    201: IssuedSetupLinkAnswer;
};

export type CreateSetupLinkResponse = CreateSetupLinkResponses[keyof CreateSetupLinkResponses];

export type RevokeSetupLinkData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the set-up link
         */
        linkId: string;
    };
    query?: {
        /**
         * Whether what was made through the link is revoked with it.
         */
        revokeMade?: 'true' | 'false';
    };
    url: '/admin/v1/tenants/{id}/setup-links/{linkId}';
};

export type RevokeSetupLinkErrors = {
    /**
     * A parameter is unknown or not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no set-up link of it, has this id.
     */
    404: ProblemAnswer;
};

export type RevokeSetupLinkError = RevokeSetupLinkErrors[keyof RevokeSetupLinkErrors];

export type RevokeSetupLinkResponses = {
    204: void;
};

export type RevokeSetupLinkResponse = RevokeSetupLinkResponses[keyof RevokeSetupLinkResponses];

export type ListPersonSessionsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
        /**
         * Only those of this user.
         */
        userId?: string;
    };
    url: '/admin/v1/tenants/{id}/person-sessions';
};

export type ListPersonSessionsErrors = {
    /**
     * A parameter is unknown or not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no session of its people, has this id.
     */
    404: ProblemAnswer;
};

export type ListPersonSessionsError = ListPersonSessionsErrors[keyof ListPersonSessionsErrors];

export type ListPersonSessionsResponses = {
    200: PersonSessionList;
};

export type ListPersonSessionsResponse = ListPersonSessionsResponses[keyof ListPersonSessionsResponses];

export type EndPersonSessionData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the session
         */
        sessionId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/person-sessions/{sessionId}';
};

export type EndPersonSessionErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no session of its people, has this id.
     */
    404: ProblemAnswer;
};

export type EndPersonSessionError = EndPersonSessionErrors[keyof EndPersonSessionErrors];

export type EndPersonSessionResponses = {
    204: void;
};

export type EndPersonSessionResponse = EndPersonSessionResponses[keyof EndPersonSessionResponses];

export type ReadSignInData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/sign-in';
};

export type ReadSignInErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadSignInError = ReadSignInErrors[keyof ReadSignInErrors];

export type ReadSignInResponses = {
    200: SignInAnswer;
};

export type ReadSignInResponse = ReadSignInResponses[keyof ReadSignInResponses];

export type SetSignInData = {
    body: SetSignIn;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/sign-in';
};

export type SetSignInErrors = {
    /**
     * A member is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type SetSignInError = SetSignInErrors[keyof SetSignInErrors];

export type SetSignInResponses = {
    200: SignInAnswer;
};

export type SetSignInResponse = SetSignInResponses[keyof SetSignInResponses];

export type ListTenantUsersData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
        /**
         * In any letter case.
         */
        search?: string;
        /**
         * `disabled`: only users that Entra has disabled; `active`: all others. `failing`: those whose newest write was refused or failed, the last first; a page looks at 2,000 failures at the most, so it may hold few or none and still have a `nextCursor`.
         */
        state?: 'active' | 'disabled' | 'failing';
    };
    url: '/admin/v1/tenants/{id}/users';
};

export type ListTenantUsersErrors = {
    /**
     * The search, the state, the cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, user or group has this id.
     */
    404: ProblemAnswer;
    /**
     * Too many long searches of this tenant are under way.
     */
    429: ProblemAnswer;
};

export type ListTenantUsersError = ListTenantUsersErrors[keyof ListTenantUsersErrors];

export type ListTenantUsersResponses = {
    200: UserList;
};

export type ListTenantUsersResponse = ListTenantUsersResponses[keyof ListTenantUsersResponses];

export type ReadTenantUserData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the user
         */
        userId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/users/{userId}';
};

export type ReadTenantUserErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, user or group has this id.
     */
    404: ProblemAnswer;
};

export type ReadTenantUserError = ReadTenantUserErrors[keyof ReadTenantUserErrors];

export type ReadTenantUserResponses = {
    200: UserDetail;
};

export type ReadTenantUserResponse = ReadTenantUserResponses[keyof ReadTenantUserResponses];

export type ListTenantGroupsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
        /**
         * In any letter case.
         */
        search?: string;
    };
    url: '/admin/v1/tenants/{id}/groups';
};

export type ListTenantGroupsErrors = {
    /**
     * The search, the cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, user or group has this id.
     */
    404: ProblemAnswer;
    /**
     * Too many long searches of this tenant are under way.
     */
    429: ProblemAnswer;
};

export type ListTenantGroupsError = ListTenantGroupsErrors[keyof ListTenantGroupsErrors];

export type ListTenantGroupsResponses = {
    200: GroupList;
};

export type ListTenantGroupsResponse = ListTenantGroupsResponses[keyof ListTenantGroupsResponses];

export type ReadTenantGroupData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the group
         */
        groupId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/groups/{groupId}';
};

export type ReadTenantGroupErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, user or group has this id.
     */
    404: ProblemAnswer;
};

export type ReadTenantGroupError = ReadTenantGroupErrors[keyof ReadTenantGroupErrors];

export type ReadTenantGroupResponses = {
    200: GroupDetail;
};

export type ReadTenantGroupResponse = ReadTenantGroupResponses[keyof ReadTenantGroupResponses];

export type ListGroupMembersData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the group
         */
        groupId: string;
    };
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
        /**
         * In any letter case.
         */
        search?: string;
    };
    url: '/admin/v1/tenants/{id}/groups/{groupId}/members';
};

export type ListGroupMembersErrors = {
    /**
     * The search, the cursor or the limit is not valid, or the group is too large to be searched.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, user or group has this id.
     */
    404: ProblemAnswer;
    /**
     * Too many long searches of this tenant are under way.
     */
    429: ProblemAnswer;
};

export type ListGroupMembersError = ListGroupMembersErrors[keyof ListGroupMembersErrors];

export type ListGroupMembersResponses = {
    200: MemberList;
};

export type ListGroupMembersResponse = ListGroupMembersResponses[keyof ListGroupMembersResponses];

export type ExportTenantData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/export';
};

export type ExportTenantErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
    /**
     * An export of this tenant is under way.
     */
    409: ProblemAnswer;
    /**
     * Two exports are under way: try again later.
     */
    503: ProblemAnswer;
};

export type ExportTenantError = ExportTenantErrors[keyof ExportTenantErrors];

export type ExportTenantResponses = {
    200: string;
};

export type ExportTenantResponse = ExportTenantResponses[keyof ExportTenantResponses];

export type ListLogEntriesData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * Entries of this time and later.
         */
        from?: string;
        /**
         * Entries before this time.
         */
        to?: string;
        action?: 'create' | 'update' | 'disable' | 'restore' | 'delete' | 'add-member' | 'remove-member' | 'bulk' | 'sign-in' | 'left-out';
        /**
         * `refused` is 4xx, `failed` is 5xx.
         */
        outcome?: 'success' | 'refused' | 'failed';
        /**
         * One user or group: its id, or all of its `userName`, `displayName` or `externalId`. Deleted ones and requests that were refused are found by their name.
         */
        resource?: string;
        /**
         * Anywhere in the name, the external id or the detail, whatever the letter case. A page looks at 10,000 entries (2,000 beside another filter) at the most, so it may hold few or none and still have a `nextCursor`.
         */
        text?: string;
        /**
         * Failures for one reason: a `scimType`, the check that a credential failed, or the HTTP status of those that have neither. A page looks at 2,000 entries at the most.
         */
        reason?: string;
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/tenants/{id}/provisioning-log';
};

export type ListLogEntriesErrors = {
    /**
     * A parameter is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no entry of it, has this id.
     */
    404: ProblemAnswer;
};

export type ListLogEntriesError = ListLogEntriesErrors[keyof ListLogEntriesErrors];

export type ListLogEntriesResponses = {
    200: LogEntryList;
};

export type ListLogEntriesResponse = ListLogEntriesResponses[keyof ListLogEntriesResponses];

export type ExportLogEntriesData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: {
        /**
         * Entries of this time and later.
         */
        from?: string;
        /**
         * Entries before this time.
         */
        to?: string;
        action?: 'create' | 'update' | 'disable' | 'restore' | 'delete' | 'add-member' | 'remove-member' | 'bulk' | 'sign-in' | 'left-out';
        /**
         * `refused` is 4xx, `failed` is 5xx.
         */
        outcome?: 'success' | 'refused' | 'failed';
        /**
         * One user or group: its id, or all of its `userName`, `displayName` or `externalId`. Deleted ones and requests that were refused are found by their name.
         */
        resource?: string;
        /**
         * Anywhere in the name, the external id or the detail, whatever the letter case. A page looks at 10,000 entries (2,000 beside another filter) at the most, so it may hold few or none and still have a `nextCursor`.
         */
        text?: string;
        /**
         * Failures for one reason: a `scimType`, the check that a credential failed, or the HTTP status of those that have neither. A page looks at 2,000 entries at the most.
         */
        reason?: string;
        format?: 'csv' | 'jsonl';
    };
    url: '/admin/v1/tenants/{id}/provisioning-log/export';
};

export type ExportLogEntriesErrors = {
    /**
     * A parameter is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no entry of it, has this id.
     */
    404: ProblemAnswer;
};

export type ExportLogEntriesError = ExportLogEntriesErrors[keyof ExportLogEntriesErrors];

export type ExportLogEntriesResponses = {
    200: string;
};

export type ExportLogEntriesResponse = ExportLogEntriesResponses[keyof ExportLogEntriesResponses];

export type ReadLogEntryData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
        /**
         * The id of the entry
         */
        entryId: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/provisioning-log/{entryId}';
};

export type ReadLogEntryErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant, or no entry of it, has this id.
     */
    404: ProblemAnswer;
};

export type ReadLogEntryError = ReadLogEntryErrors[keyof ReadLogEntryErrors];

export type ReadLogEntryResponses = {
    200: LogEntryDetail;
};

export type ReadLogEntryResponse = ReadLogEntryResponses[keyof ReadLogEntryResponses];

export type ReadStatusData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/status';
};

export type ReadStatusErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadStatusError = ReadStatusErrors[keyof ReadStatusErrors];

export type ReadStatusResponses = {
    200: StatusAnswer;
};

export type ReadStatusResponse = ReadStatusResponses[keyof ReadStatusResponses];

export type SearchAllTenantsData = {
    body?: never;
    path?: never;
    query: {
        /**
         * A whole value; in any letter case, except for ids.
         */
        q: string;
    };
    url: '/admin/v1/search';
};

export type SearchAllTenantsErrors = {
    /**
     * The text is missing or too long.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
};

export type SearchAllTenantsError = SearchAllTenantsErrors[keyof SearchAllTenantsErrors];

export type SearchAllTenantsResponses = {
    200: SearchAnswer;
};

export type SearchAllTenantsResponse = SearchAllTenantsResponses[keyof SearchAllTenantsResponses];

export type ReadContactsData = {
    body?: never;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/contacts';
};

export type ReadContactsErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type ReadContactsError = ReadContactsErrors[keyof ReadContactsErrors];

export type ReadContactsResponses = {
    200: ContactsAnswer;
};

export type ReadContactsResponse = ReadContactsResponses[keyof ReadContactsResponses];

export type SetContactsData = {
    body: SetContacts;
    path: {
        /**
         * The id of the tenant
         */
        id: string;
    };
    query?: never;
    url: '/admin/v1/tenants/{id}/contacts';
};

export type SetContactsErrors = {
    /**
     * An address is not valid, or there are too many.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No tenant has this id.
     */
    404: ProblemAnswer;
};

export type SetContactsError = SetContactsErrors[keyof SetContactsErrors];

export type SetContactsResponses = {
    200: ContactsAnswer;
};

export type SetContactsResponse = SetContactsResponses[keyof SetContactsResponses];

export type ListAuditEntriesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
        /**
         * Only what concerns this tenant.
         */
        tenant?: string;
        /**
         * The first moment.
         */
        from?: string;
        /**
         * The moment after the last one.
         */
        to?: string;
    };
    url: '/admin/v1/audit-log';
};

export type ListAuditEntriesErrors = {
    /**
     * A parameter is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
};

export type ListAuditEntriesError = ListAuditEntriesErrors[keyof ListAuditEntriesErrors];

export type ListAuditEntriesResponses = {
    200: AuditLogPage;
};

export type ListAuditEntriesResponse = ListAuditEntriesResponses[keyof ListAuditEntriesResponses];

export type ExportAuditEntriesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only what concerns this tenant.
         */
        tenant?: string;
        /**
         * The first moment.
         */
        from?: string;
        /**
         * The moment after the last one.
         */
        to?: string;
        format?: 'csv' | 'jsonl';
    };
    url: '/admin/v1/audit-log/export';
};

export type ExportAuditEntriesErrors = {
    /**
     * A parameter is unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
};

export type ExportAuditEntriesError = ExportAuditEntriesErrors[keyof ExportAuditEntriesErrors];

export type ExportAuditEntriesResponses = {
    200: string;
};

export type ExportAuditEntriesResponse = ExportAuditEntriesResponses[keyof ExportAuditEntriesResponses];

export type SignOutData = {
    body?: never;
    headers: {
        /**
         * `refresh` is a request that a page makes by itself: it does not prolong the session
         */
        'X-InviteDesk-Console': 'user' | 'refresh';
    };
    path?: never;
    query?: never;
    url: '/console/session';
};

export type SignOutErrors = {
    /**
     * Nobody has signed in, or the session has ended.
     */
    401: ProblemAnswer;
    /**
     * The request does not come from the console.
     */
    403: ProblemAnswer;
};

export type SignOutError = SignOutErrors[keyof SignOutErrors];

export type SignOutResponses = {
    204: void;
};

export type SignOutResponse = SignOutResponses[keyof SignOutResponses];

export type ReadSessionData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/console/session';
};

export type ReadSessionErrors = {
    /**
     * Nobody has signed in, or the session has ended.
     */
    401: ProblemAnswer;
    /**
     * The request does not come from the console.
     */
    403: ProblemAnswer;
};

export type ReadSessionError = ReadSessionErrors[keyof ReadSessionErrors];

export type ReadSessionResponses = {
    200: SessionAnswer;
};

export type ReadSessionResponse = ReadSessionResponses[keyof ReadSessionResponses];

export type SignInData = {
    body: SignIn;
    headers: {
        /**
         * `refresh` is a request that a page makes by itself: it does not prolong the session
         */
        'X-InviteDesk-Console': 'user' | 'refresh';
    };
    path?: never;
    query?: never;
    url: '/console/session';
};

export type SignInErrors = {
    /**
     * A member is missing, unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * Nobody has signed in, or the session has ended.
     */
    401: ProblemAnswer;
    /**
     * The request does not come from the console.
     */
    403: ProblemAnswer;
    /**
     * The set-up link has expired, is revoked, or was used as often as it may be.
     */
    410: ProblemAnswer;
};

export type SignInError = SignInErrors[keyof SignInErrors];

export type SignInResponses = {
    201: SessionAnswer;
};

export type SignInResponse = SignInResponses[keyof SignInResponses];

export type ReadLinkTenantData = {
    body: OpenedLink;
    headers: {
        /**
         * `refresh` is a request that a page makes by itself: it does not prolong the session
         */
        'X-InviteDesk-Console': 'user' | 'refresh';
    };
    path?: never;
    query?: never;
    url: '/console/session/link';
};

export type ReadLinkTenantErrors = {
    /**
     * A member is missing, unknown or not valid; `errors` names each.
     */
    400: ProblemAnswer;
    /**
     * Nobody has signed in, or the session has ended.
     */
    401: ProblemAnswer;
    /**
     * The request does not come from the console.
     */
    403: ProblemAnswer;
    /**
     * The set-up link has expired, is revoked, or was used as often as it may be.
     */
    410: ProblemAnswer;
};

export type ReadLinkTenantError = ReadLinkTenantErrors[keyof ReadLinkTenantErrors];

export type ReadLinkTenantResponses = {
    200: SessionTenant;
};

export type ReadLinkTenantResponse = ReadLinkTenantResponses[keyof ReadLinkTenantResponses];

export type ReadSignInWaysData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/console/session/ways';
};

export type ReadSignInWaysErrors = {
    /**
     * The request is malformed, such as one with two Host headers
     */
    400: ProblemAnswer;
};

export type ReadSignInWaysError = ReadSignInWaysErrors[keyof ReadSignInWaysErrors];

export type ReadSignInWaysResponses = {
    200: SignInWays;
};

export type ReadSignInWaysResponse = ReadSignInWaysResponses[keyof ReadSignInWaysResponses];

export type ListConsoleSessionsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * `nextCursor` of the page before.
         */
        cursor?: string;
        limit?: number;
    };
    url: '/admin/v1/console-sessions';
};

export type ListConsoleSessionsErrors = {
    /**
     * The cursor or the limit is not valid.
     */
    400: ProblemAnswer;
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
};

export type ListConsoleSessionsError = ListConsoleSessionsErrors[keyof ListConsoleSessionsErrors];

export type ListConsoleSessionsResponses = {
    200: ConsoleSessionList;
};

export type ListConsoleSessionsResponse = ListConsoleSessionsResponses[keyof ListConsoleSessionsResponses];

export type EndConsoleSessionData = {
    body?: never;
    path: {
        /**
         * The id of the session
         */
        sessionId: string;
    };
    query?: never;
    url: '/admin/v1/console-sessions/{sessionId}';
};

export type EndConsoleSessionErrors = {
    /**
     * The admin token is missing or not valid.
     */
    401: ProblemAnswer;
    /**
     * No session has this id.
     */
    404: ProblemAnswer;
};

export type EndConsoleSessionError = EndConsoleSessionErrors[keyof EndConsoleSessionErrors];

export type EndConsoleSessionResponses = {
    204: void;
};

export type EndConsoleSessionResponse = EndConsoleSessionResponses[keyof EndConsoleSessionResponses];

/** Each operation by its method and path. */
export interface Operations {
  'GET /admin/v1/applications': { given: ListApplicationsData; answer: ListApplicationsResponse };
  'POST /admin/v1/applications': { given: CreateApplicationData; answer: CreateApplicationResponse };
  'GET /admin/v1/applications/{applicationId}': { given: ReadApplicationData; answer: ReadApplicationResponse };
  'PATCH /admin/v1/applications/{applicationId}': { given: UpdateApplicationData; answer: UpdateApplicationResponse };
  'DELETE /admin/v1/applications/{applicationId}': { given: DeleteApplicationData; answer: DeleteApplicationResponse };
  'POST /admin/v1/applications/{applicationId}/secrets': { given: IssueApplicationSecretData; answer: IssueApplicationSecretResponse };
  'POST /admin/v1/applications/{applicationId}/secrets/{secretId}/rotate': { given: RotateApplicationSecretData; answer: RotateApplicationSecretResponse };
  'DELETE /admin/v1/applications/{applicationId}/secrets/{secretId}': { given: RevokeApplicationSecretData; answer: RevokeApplicationSecretResponse };
  'GET /admin/v1/tenants': { given: ListTenantsData; answer: ListTenantsResponse };
  'POST /admin/v1/tenants': { given: CreateTenantData; answer: CreateTenantResponse };
  'GET /admin/v1/tenants/{id}': { given: ReadTenantData; answer: ReadTenantResponse };
  'PATCH /admin/v1/tenants/{id}': { given: UpdateTenantData; answer: UpdateTenantResponse };
  'DELETE /admin/v1/tenants/{id}': { given: DeleteTenantData; answer: DeleteTenantResponse };
  'PUT /admin/v1/tenants/{id}/provisioning': { given: SetProvisioningData; answer: SetProvisioningResponse };
  'GET /admin/v1/tenants/{id}/tokens': { given: ListAccessCodesData; answer: ListAccessCodesResponse };
  'POST /admin/v1/tenants/{id}/tokens': { given: IssueAccessCodeData; answer: IssueAccessCodeResponse };
  'POST /admin/v1/tenants/{id}/tokens/{tokenId}/rotate': { given: RotateAccessCodeData; answer: RotateAccessCodeResponse };
  'DELETE /admin/v1/tenants/{id}/tokens/{tokenId}': { given: RevokeAccessCodeData; answer: RevokeAccessCodeResponse };
  'GET /admin/v1/tenants/{id}/oauth-clients': { given: ListOAuthClientsData; answer: ListOAuthClientsResponse };
  'POST /admin/v1/tenants/{id}/oauth-clients': { given: CreateOAuthClientData; answer: CreateOAuthClientResponse };
  'GET /admin/v1/tenants/{id}/oauth-clients/{clientId}': { given: ReadOAuthClientData; answer: ReadOAuthClientResponse };
  'DELETE /admin/v1/tenants/{id}/oauth-clients/{clientId}': { given: DeleteOAuthClientData; answer: DeleteOAuthClientResponse };
  'POST /admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets': { given: IssueOAuthSecretData; answer: IssueOAuthSecretResponse };
  'POST /admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets/{secretId}/rotate': { given: RotateOAuthSecretData; answer: RotateOAuthSecretResponse };
  'DELETE /admin/v1/tenants/{id}/oauth-clients/{clientId}/secrets/{secretId}': { given: RevokeOAuthSecretData; answer: RevokeOAuthSecretResponse };
  'GET /admin/v1/tenants/{id}/federated-credentials': { given: ListFederatedCredentialsData; answer: ListFederatedCredentialsResponse };
  'POST /admin/v1/tenants/{id}/federated-credentials': { given: CreateFederatedCredentialData; answer: CreateFederatedCredentialResponse };
  'DELETE /admin/v1/tenants/{id}/federated-credentials/{clientId}': { given: DeleteFederatedCredentialData; answer: DeleteFederatedCredentialResponse };
  'GET /admin/v1/tenants/{id}/entra-tokens': { given: ReadEntraTokensData; answer: ReadEntraTokensResponse };
  'PUT /admin/v1/tenants/{id}/entra-tokens': { given: SetEntraTokensData; answer: SetEntraTokensResponse };
  'GET /admin/v1/tenants/{id}/schemas': { given: ListCustomSchemasData; answer: ListCustomSchemasResponse };
  'GET /admin/v1/tenants/{id}/schemas/{urn}': { given: ReadCustomSchemaData; answer: ReadCustomSchemaResponse };
  'PUT /admin/v1/tenants/{id}/schemas/{urn}': { given: PutCustomSchemaData; answer: PutCustomSchemaResponse };
  'DELETE /admin/v1/tenants/{id}/schemas/{urn}': { given: DeleteCustomSchemaData; answer: DeleteCustomSchemaResponse };
  'GET /admin/v1/tenants/{id}/settings': { given: ReadSettingsData; answer: ReadSettingsResponse };
  'PUT /admin/v1/tenants/{id}/settings': { given: SetSettingsData; answer: SetSettingsResponse };
  'GET /admin/v1/tenants/{id}/log-bodies': { given: ReadLogBodiesData; answer: ReadLogBodiesResponse };
  'PUT /admin/v1/tenants/{id}/log-bodies': { given: StartLogBodiesData; answer: StartLogBodiesResponse };
  'DELETE /admin/v1/tenants/{id}/log-bodies': { given: EndLogBodiesData; answer: EndLogBodiesResponse };
  'GET /admin/v1/tenants/{id}/role-mappings': { given: ReadRoleMappingsData; answer: ReadRoleMappingsResponse };
  'PUT /admin/v1/tenants/{id}/role-mappings': { given: SetRoleMappingsData; answer: SetRoleMappingsResponse };
  'GET /admin/v1/tenants/{id}/admin-access': { given: ReadAdminAccessData; answer: ReadAdminAccessResponse };
  'PUT /admin/v1/tenants/{id}/admin-access': { given: SetAdminAccessData; answer: SetAdminAccessResponse };
  'GET /admin/v1/tenants/{id}/admin-access/admins': { given: ListTenantAdminsData; answer: ListTenantAdminsResponse };
  'GET /admin/v1/admin-tokens': { given: ListAdminTokensData; answer: ListAdminTokensResponse };
  'POST /admin/v1/admin-tokens': { given: IssueAdminTokenData; answer: IssueAdminTokenResponse };
  'DELETE /admin/v1/admin-tokens/{tokenId}': { given: RevokeAdminTokenData; answer: RevokeAdminTokenResponse };
  'GET /admin/v1/tenants/{id}/setup-links': { given: ListSetupLinksData; answer: ListSetupLinksResponse };
  'POST /admin/v1/tenants/{id}/setup-links': { given: CreateSetupLinkData; answer: CreateSetupLinkResponse };
  'DELETE /admin/v1/tenants/{id}/setup-links/{linkId}': { given: RevokeSetupLinkData; answer: RevokeSetupLinkResponse };
  'GET /admin/v1/tenants/{id}/person-sessions': { given: ListPersonSessionsData; answer: ListPersonSessionsResponse };
  'DELETE /admin/v1/tenants/{id}/person-sessions/{sessionId}': { given: EndPersonSessionData; answer: EndPersonSessionResponse };
  'GET /admin/v1/tenants/{id}/sign-in': { given: ReadSignInData; answer: ReadSignInResponse };
  'PUT /admin/v1/tenants/{id}/sign-in': { given: SetSignInData; answer: SetSignInResponse };
  'GET /admin/v1/tenants/{id}/users': { given: ListTenantUsersData; answer: ListTenantUsersResponse };
  'GET /admin/v1/tenants/{id}/users/{userId}': { given: ReadTenantUserData; answer: ReadTenantUserResponse };
  'GET /admin/v1/tenants/{id}/groups': { given: ListTenantGroupsData; answer: ListTenantGroupsResponse };
  'GET /admin/v1/tenants/{id}/groups/{groupId}': { given: ReadTenantGroupData; answer: ReadTenantGroupResponse };
  'GET /admin/v1/tenants/{id}/groups/{groupId}/members': { given: ListGroupMembersData; answer: ListGroupMembersResponse };
  'GET /admin/v1/tenants/{id}/export': { given: ExportTenantData; answer: ExportTenantResponse };
  'GET /admin/v1/tenants/{id}/provisioning-log': { given: ListLogEntriesData; answer: ListLogEntriesResponse };
  'GET /admin/v1/tenants/{id}/provisioning-log/export': { given: ExportLogEntriesData; answer: ExportLogEntriesResponse };
  'GET /admin/v1/tenants/{id}/provisioning-log/{entryId}': { given: ReadLogEntryData; answer: ReadLogEntryResponse };
  'GET /admin/v1/tenants/{id}/status': { given: ReadStatusData; answer: ReadStatusResponse };
  'GET /admin/v1/search': { given: SearchAllTenantsData; answer: SearchAllTenantsResponse };
  'GET /admin/v1/tenants/{id}/contacts': { given: ReadContactsData; answer: ReadContactsResponse };
  'PUT /admin/v1/tenants/{id}/contacts': { given: SetContactsData; answer: SetContactsResponse };
  'GET /admin/v1/audit-log': { given: ListAuditEntriesData; answer: ListAuditEntriesResponse };
  'GET /admin/v1/audit-log/export': { given: ExportAuditEntriesData; answer: ExportAuditEntriesResponse };
  'GET /console/session': { given: ReadSessionData; answer: ReadSessionResponse };
  'POST /console/session': { given: SignInData; answer: SignInResponse };
  'DELETE /console/session': { given: SignOutData; answer: SignOutResponse };
  'POST /console/session/link': { given: ReadLinkTenantData; answer: ReadLinkTenantResponse };
  'GET /console/session/ways': { given: ReadSignInWaysData; answer: ReadSignInWaysResponse };
  'GET /admin/v1/console-sessions': { given: ListConsoleSessionsData; answer: ListConsoleSessionsResponse };
  'DELETE /admin/v1/console-sessions/{sessionId}': { given: EndConsoleSessionData; answer: EndConsoleSessionResponse };
}
