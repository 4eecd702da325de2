import { Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './connection-banner.module.css';

/** Floats over the page while the connection is lost, so that nothing moves. */
export function ConnectionBanner(): ReactElement {
  return (
    <div className={classes.banner} role="status">
      <Loader size={14} color="currentColor" /> Connection lost, reconnecting…
    </div>
  );
}
