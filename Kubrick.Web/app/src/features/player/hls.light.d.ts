// The package has types only for its whole build; the light one is the same without alternate audio, subtitles and DRM.
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
