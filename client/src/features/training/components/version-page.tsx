import { Alert, Group, Stack, Text } from '@mantine/core';
import type { ModelDetail } from '@personal-assistant/contracts';
import { IconHelpCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { hrefOf } from '../../../shared/address';
import { ListSkeleton, LoadFailed } from '../../../shared/components/list-states';
import { Page } from '../../../shared/components/page';
import { formatDateTime } from '../../../shared/format';
import { useVersion } from '../queries/use-models';
import { isUnderWay } from '../stages';
import { canGoLive, gateSentence } from '../version-state';
import { CompareWithLive } from './compare-with-live';
import { GoldenResults } from './golden-results';
import { TrainingStages } from './training-stages';
import { DeleteVersion, VersionActions } from './version-actions';
import { VersionBadge } from './version-badge';
import { VersionFacts } from './version-facts';
import classes from './version-page.module.css';

/** One version: how good it is, what it knows, why it is live or not, and what can be done about it. */
export function VersionPage({ id }: { id: number }): ReactElement {
  const { data: model, error, refetch } = useVersion(id);
  return (
    <Page
      title={model ? `${model.name} #${String(id)}` : `Version #${String(id)}`}
      description={
        model && (
          <>
            Started by {model.startedBy?.displayName ?? 'itself'},{' '}
            <time dateTime={model.createdAt}>{formatDateTime(model.createdAt)}</time>
          </>
        )
      }
      back={{ href: hrefOf('versions'), label: 'All versions' }}
      aside={model && <VersionBadge model={model} />}
    >
      {model ? (
        <Version model={model} />
      ) : error ? (
        <LoadFailed error={error} retry={() => void refetch()} />
      ) : (
        <ListSkeleton />
      )}
    </Page>
  );
}

function Version({ model }: { model: ModelDetail }): ReactElement {
  const asked = model.gate?.state === 'ASKED';
  const changeable = canGoLive(model) || model.status === 'PROCESSING';
  return (
    <>
      {model.error && (
        <Alert color="red" variant="light" title="This training came to nothing">
          {model.error}
        </Alert>
      )}
      {asked ? (
        <Alert
          color="yellow"
          variant="light"
          icon={<IconHelpCircle size={18} />}
          title={`Shall «${model.name}» go live?`}
        >
          <Stack gap="sm">
            {gateSentence(model)} Until you decide what was live stays.
            {model.doubtExample && (
              <Text size="sm">
                For example «{model.doubtExample.question}»: the pair says «{model.doubtExample.pair}», the texts «
                {model.doubtExample.texts}».
              </Text>
            )}
            <VersionActions model={model} />
          </Stack>
        </Alert>
      ) : (
        <Stack gap="xs" display={model.gate || changeable ? undefined : 'none'}>
          {model.gate && <Text>{gateSentence(model)}</Text>}
          {changeable && (
            <Group gap="xs">
              <VersionActions model={model} />
              <DeleteVersion model={model} />
            </Group>
          )}
        </Stack>
      )}
      {isUnderWay(model) && <TrainingStages model={model} />}
      <VersionFacts model={model} />
      {model.lossCurve !== null && (
        <img
          className={classes.curve}
          src={model.lossCurve}
          alt={`How the loss went while «${model.name}» was fine-tuned`}
        />
      )}
      <CompareWithLive model={model} />
      {model.golden && <GoldenResults golden={model.golden} items={model.goldenItems} />}
    </>
  );
}
