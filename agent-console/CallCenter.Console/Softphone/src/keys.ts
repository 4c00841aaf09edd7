import type { DotNet } from './types';

const editable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function shortcut(e: KeyboardEvent): string | null {
  const plain = !e.ctrlKey && !e.altKey && !e.metaKey;
  if (e.key === 'F8') return e.shiftKey ? 'hangup' : plain ? 'answer' : null;
  if (plain && e.key === 'F9') return 'hold';
  if (plain && e.key === 'F7') return 'mute';
  if (plain && e.key === 'F6') return 'keypad';
  if (plain && e.key === 'F1') return 'help';
  if (e.ctrlKey && e.key === 'Enter') return 'finish';
  if (e.altKey && e.code === 'Digit1') return 'ready';
  if (e.altKey && e.code === 'Digit2') return 'break';
  if (!plain || editable(e.target)) return null;
  if (e.key === '?' || e.key === '？') return 'help';
  if (e.key === '/') return 'search';
  if (/^[0-9*#]$/.test(e.key)) return `digit:${e.key}`;
  return null;
}

/** Page-wide shortcuts. An Enter that belongs to an input method reaches nobody: it must not submit. */
export function listen(delegate: DotNet): void {
  document.addEventListener('keydown', e => {
    if (e.isComposing || e.keyCode === 229) {
      if (e.key === 'Enter') {
        e.preventDefault();
        e.stopImmediatePropagation();
      }
      return;
    }
    const name = e.repeat ? null : shortcut(e);
    if (!name) return;
    // In a dialog a digit may move the focus into a field, where it must not be typed.
    if (!name.startsWith('digit:') || (e.target instanceof Element && e.target.closest('dialog'))) e.preventDefault();
    void delegate.invokeMethodAsync('Key', name);
  }, true);
}
