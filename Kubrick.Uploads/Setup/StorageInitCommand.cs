using Kubrick.ServiceDefaults;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Uploads.Setup;

/// <summary>
/// <c>storage init</c>: sets up the bucket, with the settings of the service and the credentials of an operator. A verb of this program, because its image has
/// the code and the settings already; the service itself needs no permission to change a bucket.
/// </summary>
internal sealed class StorageInitCommand(TextWriter output, TextWriter errors)
{
    private const int WrongArguments = 64;

    /// <summary>Runs the command with the console.</summary>
    public static Task<int> RunAsync(string[] args) => new StorageInitCommand(Console.Out, Console.Error).RunAsync(args, CancellationToken.None);

    /// <summary>Runs the command; returns its exit code.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <param name="settings">Settings that take precedence over those of the process.</param>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? settings = null)
    {
        if (StorageInitArguments.Read(args) is not { } arguments)
        {
            await errors.WriteLineAsync("Wrong arguments. See ./kubrick storage init --help.");
            return WrongArguments;
        }

        if (arguments.IsHelp)
        {
            await output.WriteLineAsync(StorageInitArguments.Usage);
            return 0;
        }

        await using var app = Build(arguments, settings ?? new Dictionary<string, string?>());
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            return await SetUpAsync(app.Services, arguments.IsDryRun, cancellationToken);
        }
        catch (OptionsValidationException exception)
        {
            return await FailAsync(ServiceRunExtensions.ExitCodeForSettings, exception.Failures);
        }
        catch (StorageException exception)
        {
            return await FailAsync(1, [exception.Message]);
        }
    }

    private async Task<int> SetUpAsync(IServiceProvider services, bool isDryRun, CancellationToken cancellationToken)
    {
        if (services.GetService<IBucketSetup>() is not { } setup)
        {
            await output.WriteLineAsync("The provider 'local' needs no setup: services create the folder when they start.");
            return 0;
        }

        if (isDryRun)
        {
            await output.WriteLineAsync("Dry run: nothing is changed.");
        }

        foreach (var step in setup.Steps)
        {
            await output.WriteLineAsync($"{step.Description}.");
            if (!isDryRun)
            {
                await step.RunAsync(cancellationToken);
            }
        }

        await output.WriteLineAsync(isDryRun ? "Without --dry-run, these steps are done." : "Done.");
        return 0;
    }

    private static WebApplication Build(StorageInitArguments arguments, IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        if (arguments.Provider is { } provider)
        {
            builder.Configuration.AddInMemoryCollection([new("Storage:Provider", provider)]);
        }

        builder.AddServiceDefaults();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddStorage(builder.Configuration);
        return builder.Build();
    }

    private async Task<int> FailAsync(int exitCode, IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            await errors.WriteLineAsync(sentence);
        }

        return exitCode;
    }
}
