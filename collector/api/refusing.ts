/** Refusals of what people want done, as the API gives them. */
import { IncidentRefusal } from '../incidents/refusal.ts';
import { ApiRefusal } from './errors.ts';

/** @throws ApiRefusal 404 for what is not there, 409 for what cannot be done with what is. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IncidentRefusal)) throw error;
    throw new ApiRefusal(error.code.startsWith('unknown_') ? 404 : 409, error.code, error.message);
  }
}
