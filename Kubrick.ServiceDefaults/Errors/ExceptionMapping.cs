namespace Kubrick.ServiceDefaults.Errors;

internal sealed record ExceptionMapping(Func<Exception, ApiErrorResult?> Map);
