using CallCenter.Server.Audit;
using CallCenter.Server.Sealing;

namespace CallCenter.Server;

/// <summary>What the Server's program does besides serving: dotnet CallCenter.Server.dll COMMAND, with CALLCENTER_HOME naming the instance.</summary>
internal static class Commands
{
    private const int WrongUse = 2;

    public static async Task<int> RunAsync(string[] words, HomePaths paths)
    {
        switch (words)
        {
            case ["keys", .. var rest]:
                return await KeyCommands.RunAsync(rest, paths, Console.Out, TimeProvider.System);
            case ["verify-audit"]:
                return await AuditCheck.RunAsync(paths, Console.Out);
            default:
                await Console.Error.WriteLineAsync($"Commands: verify-audit | {KeyCommands.Usage}");
                return WrongUse;
        }
    }
}
