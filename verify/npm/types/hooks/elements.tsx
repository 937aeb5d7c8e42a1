import 'holdfast/elements';
import type {} from 'holdfast/react';

export const Bar = () => (
  <header className="bar">
    <holdfast-status signIn={() => {}} lang="de" />
    <holdfast-conflicts fieldName={path => path.slice(1)} class="inbox" />
    <holdfast-parked documentName={entry => entry.id} />
    <holdfast-update check beforeReload={async () => {}} />
    {/* @ts-expect-error: no property of it */}
    <holdfast-parked beforeReload={() => {}} />
  </header>
);
