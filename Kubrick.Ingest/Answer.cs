using System.Diagnostics.CodeAnalysis;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest;

/// <summary>What was asked for, or the refusal that the client gets.</summary>
internal sealed class Answer<T>
    where T : class
{
    private readonly T? found;
    private readonly ApiErrorResult? refusal;

    public Answer(T found) => this.found = found;

    public Answer(ApiErrorResult refusal) => this.refusal = refusal;

    public bool Is([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        (value, error) = (found, refusal);
        return found is not null;
    }
}
