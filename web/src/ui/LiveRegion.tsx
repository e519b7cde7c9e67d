import type { ReactNode, Ref } from 'react';

type LiveRegionProps = {
  children: ReactNode;
  className?: string;
  /** To bring what was said into view, and the focus to it. */
  ref?: Ref<HTMLDivElement>;
};

/**
 * What appears in it is read out. It stays when it is empty, because a region that comes with its words is not read out
 * everywhere; then it takes no place, and no gap of a grid either.
 */
export function LiveRegion({ children, className = '', ref }: LiveRegionProps) {
  return (
    <div ref={ref} role="status" tabIndex={-1} className={`outline-none! empty:absolute ${className}`}>
      {children}
    </div>
  );
}
