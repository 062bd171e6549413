/** One attempt with an end. */
import type { Attempt, Channel, Delivery } from './channels/channel.ts';
import { DeliveryError } from './channels/channel.ts';

/**
 * Sends, and does not wait for what goes on after its time.
 * @throws what the channel throws, or that it took too long.
 */
export async function sendWithin(
  channel: Channel,
  delivery: Delivery,
  step: Attempt['step'],
  signal: AbortSignal,
): Promise<void> {
  const late = new Promise<never>((_resolve, reject) => {
    const refuse = () => reject(new DeliveryError('no answer in time', { permanent: false }));
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
  await Promise.race([channel.send(delivery, { signal, step }), late]);
}
