import type { RichText } from '@personal-assistant/contracts';
import { bold, rich } from '../../chats/rich.js';

/** What the assistant says about its mistakes. */

export function askCorrectionText(name: string): RichText {
  return rich(
    `Sorry, ${name}. What would be right? Reply to this message with the answer, and I pass it on to the approvers.`,
  );
}

export function correctionReceiptText(id: number): RichText {
  return rich('Thank you! I passed your correction on to the approvers as ', bold(`#${id}`), '.');
}
