import { Alert, Button, FileButton, List, Text } from '@mantine/core';
import type { GoldenImport } from '@personal-assistant/contracts';
import { IconDownload, IconFileCheck, IconUpload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { count } from '../../../shared/format';
import type { useImportGolden } from '../queries/use-golden';

/** Golden questions as a file of JSON lines: to keep elsewhere, or to bring along. */
export function GoldenFiles({ files }: { files: ReturnType<typeof useImportGolden> }): ReactElement {
  return (
    <>
      <Button
        component="a"
        href="/api/golden/export"
        download
        variant="default"
        leftSection={<IconDownload size={16} />}
      >
        Export
      </Button>
      <FileButton
        accept=".jsonl,.ndjson,application/x-ndjson"
        onChange={(file) => {
          if (file) files.mutate(file);
        }}
        inputProps={{ 'aria-label': 'File of golden questions' }}
      >
        {(button) => (
          <Button {...button} variant="default" leftSection={<IconUpload size={16} />} loading={files.isPending}>
            Import
          </Button>
        )}
      </FileButton>
    </>
  );
}

/** Named one by one; the others are counted. */
const SHOWN = 10;

export function ImportReport({ result, onClose }: { result: GoldenImport; onClose: () => void }): ReactElement {
  const { created, updated, unchanged, refused } = result;
  return (
    <Alert
      role="status"
      variant="light"
      color={refused.length > 0 ? 'yellow' : 'teal'}
      icon={<IconFileCheck size={18} />}
      title="The file was read"
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
    >
      <Text size="sm">
        {count(created, 'question')} added, {updated} changed, {unchanged} as before.
      </Text>
      {refused.length > 0 && (
        <>
          <Text size="sm" mt={6}>
            {count(refused.length, 'line')} could not be taken in. Correct them in the file and import it again:
          </Text>
          <List size="sm">
            {refused.slice(0, SHOWN).map(({ line, message }) => (
              <List.Item key={line}>
                line {line}: {message}
              </List.Item>
            ))}
          </List>
          {refused.length > SHOWN && <Text size="sm">… and {refused.length - SHOWN} more.</Text>}
        </>
      )}
    </Alert>
  );
}
