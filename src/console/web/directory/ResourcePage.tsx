import { Button, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call } from '../api/call.js';
import type { AnswerOf } from '../api/operation.js';
import { every } from '../api/query-client.js';
import type { TenantPath } from '../api/tenant.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Time } from '../parts/Time.js';
import { factsOf } from './read-resource.js';
import { Facts, Lines, Resource, type ShownFact } from './Resource.js';

type UserPath = `${TenantPath}/users/${string}`;
type GroupPath = `${TenantPath}/groups/${string}`;
type Detail<Path extends UserPath | GroupPath> = Path extends UserPath
  ? AnswerOf<'GET', UserPath>
  : AnswerOf<'GET', GroupPath>;

interface ScimCommon {
  readonly externalId?: string;
  readonly meta: { readonly created: string; readonly lastModified: string };
}

/** The parts of the page that differ between users and groups. */
export interface Shown {
  readonly title: string;
  /** Facts shown before and after the attributes. */
  readonly before?: readonly ShownFact[];
  readonly behind?: readonly ShownFact[];
}

/** The page of one user or group, refreshed every few seconds. */
export function ResourcePage<Path extends UserPath | GroupPath>({
  kind,
  id,
  path,
  show,
  below,
  children,
}: {
  kind: 'User' | 'Group';
  id: string;
  path: Path;
  show: (detail: Detail<Path>) => Shown;
  below: string;
  children: (detail: Detail<Path>) => ReactNode;
}) {
  const answer = useQuery({
    queryKey: [path],
    queryFn: () => call<Detail<Path>>('GET', `/admin/v1${path}`),
    refetchInterval: every(5_000),
  });
  if (answer.isPending) return <Loading what={`the ${kind.toLowerCase()}`} />;
  if (answer.isLoadingError) {
    return (
      <Page title={kind}>
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      </Page>
    );
  }
  const { resource } = answer.data;
  const { externalId, meta } = resource as unknown as ScimCommon;
  const { title, before = [], behind = [] } = show(answer.data);
  return (
    <Page
      title={title}
      actions={
        <Button component={Link} to={`../../log?resource=${id}`} relative="path" variant="default" size="xs">
          What happened to it
        </Button>
      }
    >
      {answer.isError && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      <Resource resource={resource}>
        <Facts
          facts={[
            ...before,
            ...factsOf(resource).map(({ label, lines }) => ({ label, content: <Lines lines={lines} /> })),
            ...behind,
            { label: 'External id', content: <span className="code">{externalId ?? 'none'}</span> },
            { label: 'Id', content: <span className="code">{id}</span> },
            { label: 'Created', content: <Time at={meta.created} /> },
            { label: 'Changed', content: <Time at={meta.lastModified} /> },
          ]}
        />
      </Resource>
      <Title order={2} size="h4" mb="sm">
        {below}
      </Title>
      {children(answer.data)}
    </Page>
  );
}
