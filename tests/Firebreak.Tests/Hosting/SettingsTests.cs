using Firebreak.Server.Hosting;
using Xunit;

namespace Firebreak.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("firebreak").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_setting_has_a_line_in_the_docs() => Golden.Check(Path.Combine("..", "..", "..", "docs", "settings.md"), SettingsPage.Make());

    [Fact]
    public void Every_property_has_a_setting() =>
        Assert.Equal(
            typeof(Settings).GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Order(),
            SettingTable.All.Select(setting => setting.Name).Order());

    [Fact]
    public void Every_default_but_the_empty_one_can_be_given_as_it_is_shown()
    {
        foreach (var setting in SettingTable.All.Where(setting => setting.Show(new Settings()).Length > 0))
            Assert.Equal(setting.Show(new Settings()), setting.Show(setting.With(new Settings(), setting.Show(new Settings()))!));
    }

    [Fact]
    public void Without_anything_the_defaults_hold()
    {
        var settings = Read([]);
        Assert.Equal("./data", settings.Data);
        Assert.Equal(8443, settings.Port);
        Assert.True(settings.IsLoopbackOnly);
        Assert.Equal(Path.Combine("./data", "master.key"), settings.MasterKeyPath);
    }

    [Fact]
    public void Later_sources_win()
    {
        File(".", """{ "port": 1, "epochSeconds": 1, "shutdownSeconds": 1, "maxBodyBytes": 2048, "data": "kept" }""");
        File("kept", """{ "port": 2, "epochSeconds": 2, "shutdownSeconds": 2 }""");
        var settings = Read(["--port", "4"], ("FIREBREAK_PORT", "3"), ("FIREBREAK_EPOCH_SECONDS", "3"));
        Assert.Equal((4, 3, 2, 2048L), (settings.Port, settings.EpochSeconds, settings.ShutdownSeconds, settings.MaxBodyBytes));
        Assert.Equal("kept", settings.Data);
    }

    [Fact]
    public void Options_name_the_data_folder_and_the_switches()
    {
        File("elsewhere", """{ "logLevel": "debug" }""");
        var settings = Read(["--data=elsewhere", "--http", "--dev", "--clock", "2022-01-21T00:00:00Z"]);
        Assert.True(settings is { Http: true, Dev: true, LogLevel: Microsoft.Extensions.Logging.LogLevel.Debug });
        Assert.Equal(new DateTimeOffset(2022, 1, 21, 0, 0, 0, TimeSpan.Zero), settings.Clock);
    }

    [Fact]
    public void Lists_and_pairs_come_as_text_or_as_json()
    {
        File(".", """
            { // as people write it
              "trustedProxies": ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"], "rateLimitMultipliers": { "authn": 0.5, "logs": 2 },
            }
            """);
        var json = Read([]);
        var text = Read([], ("FIREBREAK_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7,2001:db8::/32"), ("FIREBREAK_RATE_LIMIT_MULTIPLIERS", "authn=0.5,logs=2"));
        Assert.Equal(["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"], json.TrustedProxies.Select(network => network.ToString()));
        Assert.Equal(0.5, json.RateLimitMultipliers["authn"]);
        Assert.Equal(json.ToString(), text.ToString());
    }

    [Theory]
    [InlineData("--prot 1", "serve has no option --prot; did you mean --port?")]
    [InlineData("--quite-another", "serve has no option --quite-another; docs/settings.md lists them all.")]
    [InlineData("serve", "serve has no option serve; docs/settings.md lists them all.")]
    [InlineData("--db x", "--db is no option; the variable FIREBREAK_DB and the key db of firebreak.json are that setting.")]
    [InlineData("--port", "--port takes a whole number from 0 to 65535.")]
    [InlineData("--port 1 --port 2", "--port can be given only once.")]
    [InlineData("--http=yes", "--http takes no value.")]
    [InlineData("--port 65536", "The setting Port takes a whole number from 0 to 65535; the option --port says \"65536\".")]
    [InlineData("--port -1", "The setting Port takes a whole number from 0 to 65535; the option --port says \"-1\".")]
    [InlineData("--clock yesterday", "The setting Clock takes a time such as 2026-01-31T12:00:00Z; the option --clock says \"yesterday\".")]
    public void A_wrong_option_is_one_sentence(string options, string sentence) => Assert.Equal(sentence, Problem(options.Split(' ')));

    [Theory]
    [InlineData("FIREBREAK_PROT", "1", "The variable FIREBREAK_PROT is no setting; did you mean FIREBREAK_PORT?")]
    [InlineData("FIREBREAK_TRUSTEDPROXIES", "1", "The variable FIREBREAK_TRUSTEDPROXIES is no setting; did you mean FIREBREAK_TRUSTED_PROXIES?")]
    [InlineData("firebreak_port", "1", "The variable firebreak_port is no setting; did you mean FIREBREAK_PORT?")]
    [InlineData("FIREBREAK_HTTP", "yes", "The setting Http takes true or false; the variable FIREBREAK_HTTP says \"yes\".")]
    [InlineData("FIREBREAK_LOG_FORMAT", "Json", "The setting LogFormat takes one of json, text; the variable FIREBREAK_LOG_FORMAT says \"Json\".")]
    [InlineData("FIREBREAK_BIND", "127.1", "The setting Bind takes IP addresses with commas between them; the variable FIREBREAK_BIND says \"127.1\".")]
    [InlineData("FIREBREAK_BIND", ",", "The setting Bind needs at least one address.")]
    [InlineData("FIREBREAK_HOST", "a b", "The setting Host takes a host name or an address; the variable FIREBREAK_HOST says \"a b\".")]
    [InlineData("FIREBREAK_OTLP_ENDPOINT", "collector:4317", "The setting OtlpEndpoint takes an http or https address; the variable FIREBREAK_OTLP_ENDPOINT says \"collector:4317\".")]
    [InlineData("FIREBREAK_DEV_TOKEN", "hush", "The setting DevToken is allowed only with Dev.")]
    [InlineData("FIREBREAK_TLS_KEY", "key.pem", "The settings TlsCertificate and TlsKey go together.")]
    [InlineData("FIREBREAK_PASSWORD_ITERATIONS", "99999", "The setting PasswordIterations is at least 100000 without Dev.")]
    public void A_wrong_variable_is_one_sentence(string name, string value, string sentence) => Assert.Equal(sentence, Problem([], (name, value)));

    [Theory]
    [InlineData("""{ "prot": 1 }""", "{0} names \"prot\", which is no setting; did you mean port?")]
    [InlineData("""{ "port": "x" }""", "The setting Port takes a whole number from 0 to 65535; {0} says \"x\".")]
    [InlineData("""{ "port": null }""", "The setting Port takes a whole number from 0 to 65535; {0} says something else.")]
    [InlineData("""{ "bind": [["::1"]] }""", "The setting Bind takes IP addresses with commas between them; {0} says something else.")]
    [InlineData("""[]""", "{0} must be a JSON object.")]
    [InlineData("{ \"port\": 1,\n \"db\": hush }", "{0} is not JSON: see line 2; a name may stand there only once.")]
    public void A_wrong_file_is_one_sentence(string json, string sentence)
    {
        File(".", json);
        Assert.Equal(sentence.Replace("{0}", Path.Combine(_folder, "firebreak.json"), StringComparison.Ordinal), Problem([]));
    }

    [Fact]
    public void A_name_that_stands_twice_is_refused()
    {
        File(".", """{ "port": 1, "port": 2 }""");
        Assert.Contains("only once", Problem([]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_folder_does_not_name_another()
    {
        File("data", """{ "data": "other" }""");
        Assert.EndsWith("lies in the data folder and cannot name another one.", Problem([]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--http")]
    [InlineData("--dev")]
    [InlineData("--clock 2022-01-21")]
    public void What_is_for_this_machine_alone_is_refused_on_other_addresses(string options) =>
        Assert.EndsWith("only when all addresses in Bind are loopback addresses.", Problem(options.Split(' '), ("FIREBREAK_BIND", "127.0.0.1,0.0.0.0")), StringComparison.Ordinal);

    [Fact]
    public void Secrets_do_not_print()
    {
        var settings = Read(["--dev"], ("FIREBREAK_DB", "Host=db;Password=hush"), ("FIREBREAK_DEV_TOKEN", "hush"), ("FIREBREAK_PORT", ""));
        Assert.DoesNotContain("hush", $"{settings}", StringComparison.Ordinal);
        Assert.Contains("Port = 8443", $"{settings}", StringComparison.Ordinal);
        Assert.Contains("Db = (hidden)", $"{settings}", StringComparison.Ordinal);
        Assert.All(SettingTable.All.Where(setting => setting.IsSecret), setting => Assert.False(setting.IsOption));
    }

    private void File(string folder, string json)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(_folder, folder));
        System.IO.File.WriteAllText(Path.Combine(_folder, folder, "firebreak.json"), json);
    }

    private Settings Read(string[] options, params (string Name, string Value)[] variables)
    {
        Assert.True(TryRead(options, variables, out var settings, out var problem), problem);
        return settings!;
    }

    private string Problem(string[] options, params (string Name, string Value)[] variables)
    {
        Assert.False(TryRead(options, variables, out _, out var problem));
        return problem;
    }

    private bool TryRead(string[] options, (string Name, string Value)[] variables, out Settings? settings, out string problem) =>
        SettingsReader.TryRead(options, variables.ToDictionary(pair => pair.Name, pair => pair.Value), _folder, out settings, out problem);
}
