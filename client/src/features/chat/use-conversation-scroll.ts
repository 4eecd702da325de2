import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Closer to the end than this counts as being there. */
const AT_END_PX = 60;
/** Older messages are fetched when the top is this near. */
const NEAR_TOP_PX = 300;

interface ScrollOptions {
  /** Id of the oldest and of the newest message that is shown. */
  firstKey: string | undefined;
  lastKey: string | undefined;
  /** The newest was just sent from this page: then the view follows wherever it was. */
  sentHere: boolean;
  loadOlder: () => void;
}

interface ConversationScroll {
  viewport: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  /** Messages that came while the person was reading further up. */
  unseen: number;
  scrollToEnd: () => void;
}

/** Keeps a conversation at its end while the person is there, and still while they read further up. */
export function useConversationScroll({ firstKey, lastKey, sentHere, loadOlder }: ScrollOptions): ConversationScroll {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef<{ firstKey?: string; lastKey?: string; height: number }>({ height: 0 });
  const [unseen, setUnseen] = useState(0);

  const jumpToEnd = useCallback(() => {
    const element = viewport.current;
    if (element) element.scrollTop = element.scrollHeight;
    atEnd.current = true;
    setUnseen(0);
  }, []);

  useLayoutEffect(() => {
    const element = viewport.current;
    // An empty room shows its welcome from the top.
    if (!element || lastKey === undefined) return;
    const { height, ...keys } = before.current;
    const olderCame = keys.lastKey === lastKey && keys.firstKey !== undefined && keys.firstKey !== firstKey;
    if (olderCame) element.scrollTop += element.scrollHeight - height;
    else if (atEnd.current || (keys.lastKey !== lastKey && sentHere)) jumpToEnd();
    else if (keys.lastKey !== lastKey) setUnseen((number) => number + 1);
    before.current = { firstKey, lastKey, height: element.scrollHeight };
  }, [firstKey, lastKey, sentHere, jumpToEnd]);

  // An answer that grows, or a keyboard that opens, must not push the end out of sight.
  useEffect(() => {
    const element = viewport.current;
    if (!element || !content.current) return;
    const observer = new ResizeObserver(() => {
      before.current.height = element.scrollHeight;
      if (atEnd.current && before.current.lastKey !== undefined) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(content.current);
    return () => {
      observer.disconnect();
    };
  }, []);

  const onScroll = useCallback(() => {
    const element = viewport.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PX;
    if (atEnd.current) setUnseen(0);
    if (element.scrollTop < NEAR_TOP_PX) loadOlder();
  }, [loadOlder]);

  const scrollToEnd = useCallback(() => {
    const element = viewport.current;
    element?.scrollTo({ top: element.scrollHeight, behavior: reducedMotion() ? 'auto' : 'smooth' });
  }, []);

  return { viewport, content, onScroll, unseen, scrollToEnd };
}

export function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
