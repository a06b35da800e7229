using Kubrick.Verify;

return await new VerifyCommand(Console.Out, Console.Error).RunAsync(args, CancellationToken.None);
