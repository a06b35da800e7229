namespace Kubrick.Transcoder.Packaging;

/// <summary>Something that a packager has ready.</summary>
internal abstract record PackagerOutput;
