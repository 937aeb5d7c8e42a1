import { useStatus, useUpdate } from 'holdfast/react';

export function Status() {
  const { network, pending } = useStatus();
  const { ready, applyUpdate } = useUpdate();
  const update = async () => {
    if (await applyUpdate()) location.reload();
  };
  return (
    <>
      <p role="status">
        {network}, {pending.length} unsent
      </p>
      {ready && <button onClick={update}>Update</button>}
    </>
  );
}
