using System.Reflection;

namespace CallCenter.Ari.Tests;

public sealed class SchemaParityTests
{
    private static readonly string Folder = typeof(SchemaParityTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "GeneratedFolder").Value!;

    [Fact]
    public void The_checked_in_code_is_what_the_generator_writes_from_the_installed_schema()
    {
        var written = AriGenerator.Generate(Path.Combine(AsteriskRoot.Require(), "usr/share/asterisk/rest-api"));

        var checkedIn = Directory.GetFiles(Folder, "*.g.cs").ToDictionary(f => Path.GetFileName(f), File.ReadAllText);
        Assert.Equal(written.Keys.Order(), checkedIn.Keys.Order());
        Assert.All(written, file => Assert.True(
            file.Value == checkedIn[file.Key],
            $"{file.Key} is out of date: run dotnet run --file telephony/CallCenter.Ari/Generator/Generate.cs."));
    }

    [Fact]
    public void A_list_of_values_without_a_name_stops_the_generator()
    {
        var copy = Directory.CreateTempSubdirectory("ari-schema");
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(AsteriskRoot.Require(), "usr/share/asterisk/rest-api"), "*.json"))
            {
                File.WriteAllText(
                    Path.Combine(copy.FullName, Path.GetFileName(file)),
                    File.ReadAllText(file).Replace("\"bridge_type\"", "\"bridge_kind\"", StringComparison.Ordinal));
            }

            var problem = Assert.Throws<InvalidOperationException>(() => AriGenerator.Generate(copy.FullName));
            Assert.Contains("Bridge.bridge_kind", problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }
}
