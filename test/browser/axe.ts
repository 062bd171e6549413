/** What axe-core finds on a page. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What it calls serious or critical: the rule, and where. @param rules only these; default: all */
export async function seriousViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = rules === undefined ? {} : { runOnly: rules };
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    // Colours that fade in are not yet what they will be.
    `Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))).then(() => axe.run(document, ${JSON.stringify(options)}))`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
}
