namespace Kubrick.AppHost.Local;

/// <summary>What the local runner's own builders have beside Aspire's members.</summary>
internal interface ILocalBuilder
{
    DataFolder Folders { get; }
}
