using System.Runtime.InteropServices;
using CallCenter.Data.Databases;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Sealing;
using CallCenter.Server.Statistics;
using CallCenter.Server.Users;

namespace CallCenter.Server;

/// <summary>What the Server's program does besides serving: dotnet CallCenter.Server.dll COMMAND, with CALLCENTER_HOME naming the instance.</summary>
internal static class Commands
{
    private const int WrongUse = 2;

    /// <exception cref="SettingsException">The settings do not say which home or database is meant.</exception>
    public static async Task<int> RunAsync(string[] words, IConfiguration configuration)
    {
        var settings = new SettingsReader(configuration);
        var paths = HomePaths.Load(settings);
        switch (words)
        {
            case [MoveDatabase.Name, .. var rest]:
                return await MoveDatabase.RunAsync(rest, paths, System.Console.Out, System.Console.Error, CancellationToken.None);
            case [SchemaCommand.Name]:
                return await SchemaCommand.TellAsync(Database());
            case [SchemaCommand.Name, var migration]:
                return await SchemaCommand.RunAsync(Database(), migration);
            case ["keys", .. var rest]:
                return await KeyCommands.RunAsync(rest, paths, System.Console.Out, TimeProvider.System, rest is ["forget", ..] ? Database() : null);
            case ["users", .. var rest]:
                return await UserCommands.RunAsync(rest, Database(), paths, System.Console.Out, TimeProvider.System);
            case [LadderDrill.Name]:
                return await WithSignalsAsync(ct => LadderDrill.RunAsync(paths, System.Console.Out, System.Console.Error, ct));
            case ["verify-audit"]:
                return await AuditCheck.RunAsync(Database(), paths, System.Console.Out);
            case [FiguresCheck.Name, .. var rest]:
                return await FiguresCheck.RunAsync(rest, Database(), paths, System.Console.Out, TimeProvider.System);
            default:
                await System.Console.Error.WriteLineAsync($"Commands: {SchemaCommand.Name} [MIGRATION] | {MoveDatabase.Name} --to DATABASE|--to-file FILE | {LadderDrill.Name} | verify-audit | {FiguresCheck.Usage} | {UserCommands.Usage} | {KeyCommands.Usage}");
                return WrongUse;
        }

        // Ended from outside it still puts down what it has taken up.
        static async Task<int> WithSignalsAsync(Func<CancellationToken, Task<int>> work)
        {
            using var ended = new CancellationTokenSource();
            void End(PosixSignalContext signal) => (signal.Cancel, _) = (true, ended.CancelAsync());
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
            return await work(ended.Token);
        }

        DatabaseChoice Database()
        {
            var choice = settings.Database(paths.Database);
            settings.ThrowIfFaulty();
            return choice;
        }
    }
}
