/** A file of docs/ja, made into a component by the build. */
declare module '*.md' {
  export { default } from '*.mdx';
}
