import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { Page } from '../parts/Page.js';

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <Text>
        The console has no page at this address.{' '}
        <Anchor component={Link} to="/" underline="always">
          Begin at the start
        </Anchor>
        .
      </Text>
    </Page>
  );
}
