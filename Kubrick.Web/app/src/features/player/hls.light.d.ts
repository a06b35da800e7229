// The package has types only for the full build. The light build has the same API, without alternate audio, subtitles and DRM.
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
