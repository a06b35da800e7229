using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Local;

/// <summary>Finds the folders in the configuration: <c>Kubrick:DataFolder</c>, <c>Kubrick:ToolsFolder</c>, <c>Kubrick:ServersFolder</c>.</summary>
internal static class DataFolderSettings
{
    public static DataFolder Resolve(IConfigurationManager configuration, AppHostLocation location, bool isTest)
    {
        var root = location.RepositoryRoot();
        var data = isTest
            ? Path.Combine(Path.GetTempPath(), $"kubrick-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12]}")
            : Full(root, configuration["Kubrick:DataFolder"] ?? configuration["KUBRICK_DATA"] ?? Path.Combine(".kubrick", "run"));
        var tools = Full(root, configuration["Kubrick:ToolsFolder"] ?? configuration["KUBRICK_TOOLS"] ?? Path.Combine(".kubrick", "tools"));
        var servers = Full(root, configuration["Kubrick:ServersFolder"] ?? Path.Combine("deploy", "local"));

        // The AppHost may put more below the folder.
        configuration["Kubrick:DataFolder"] = data;
        configuration["Kubrick:ToolsFolder"] = tools;
        configuration["Kubrick:IsEphemeral"] = isTest ? "true" : "false";
        return new DataFolder(data, isTest, servers, tools);
    }

    private static string Full(string root, string path) => Path.GetFullPath(Path.Combine(root, path));
}
