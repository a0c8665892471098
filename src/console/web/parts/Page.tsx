import { Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';

let shownPath: string | null = null;

/** A page: its name is the window title, and receives the focus after navigation. */
export function Page({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = `${title} · InviteDesk Provisioning`;
  }, [title]);
  useEffect(() => {
    if (shownPath !== null && shownPath !== pathname) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    shownPath = pathname;
  }, [pathname]);
  return (
    <main id="main" className="main" tabIndex={-1}>
      <div className="page-head">
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {actions}
      </div>
      {children}
    </main>
  );
}
