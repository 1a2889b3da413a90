namespace Firebreak.Cli.Demo;

/// <summary>Invented people, firms, places and things. Texts stand as they do inside a JSON string, escapes included.</summary>
internal static class Names
{
    /// <summary>A name: in the login, then as shown.</summary>
    public static readonly (string Login, string Shown)[] First =
    [
        ("ada", "Ada"), ("amir", "Amir"), ("anna", "Anna"), ("bela", "Béla"), ("chloe", "Chlo\\u00e9"), ("daniel", "Daniel"),
        ("elif", "Elif"), ("emeka", "Emeka"), ("grace", "Grace"), ("hana", "Hana"), ("ines", "Inês"), ("jonas", "Jonas"),
        ("kwame", "Kwame"), ("lena", "Lena"), ("lukasz", "Łukasz"), ("maya", "Maya"), ("nils", "Nils"), ("olga", "Olga"),
        ("paula", "Paula"), ("quinn", "Quinn"), ("rene", "Ren\\u00e9"), ("rosa", "Rosa"), ("samir", "Samir"), ("soren", "Søren"),
        ("tariq", "Tariq"), ("uma", "Uma"), ("vera", "Vera"), ("wei", "Wei"), ("xenia", "Xenia"), ("yara", "Yara"),
        ("zoe", "Zoë"), ("zofia", "Zofia"),
    ];

    public static readonly (string Login, string Shown)[] Last =
    [
        ("abara", "Abara"), ("becker", "Becker"), ("costa", "Costa"), ("dahl", "Dahl"), ("eriksen", "Eriksen"),
        ("fontaine", "Fontaine"), ("garcia", "García"), ("haddad", "Haddad"), ("ito", "Ito"), ("jansen", "Jansen"),
        ("kaya", "Kaya"), ("lindgren", "Lindgren"), ("muller", "M\\u00fcller"), ("novak", "Novák"), ("ohara", "O'Hara"),
        ("petrov", "Petrov"), ("quist", "Quist"), ("rossi", "Rossi"), ("silva", "Silva"), ("tanaka", "Tanaka"), ("ueda", "Ueda"),
        ("vargas", "Vargas"), ("wojcik", "Wójcik"), ("yilmaz", "Yılmaz"),
    ];

    /// <summary>Whole names that try a reader: other scripts, quotes, backslashes, line ends, a pair of surrogates.</summary>
    public static readonly (string Login, string Shown)[] Whole =
    [
        ("taro.yamada", "山田 太郎"), ("annie.berg", "Anne \\\"Annie\\\" Berg"), ("jo.lund", "Jo\\/Joan Lund"),
        ("kim.ash", "Kim \\\\ Ash"), ("olena.koval", "Олена Коваль"), ("layla.aziz", "ليلى عزيز"), ("noor.vale", "Noor\\nVale"),
        ("sam.ember", "Sam \\ud83d\\udd25 Ember"),
    ];

    public static readonly string[] FirmFirst =
    [
        "Alder", "Amber", "Aster", "Birch", "Bright", "Cedar", "Cinder", "Clear", "Copper", "Coral", "Delta", "Ember", "Fern",
        "Flint", "Garnet", "Golden", "Granite", "Harbor", "Hazel", "Indigo", "Iron", "Ivory", "Juniper", "Lark", "Linden",
        "Lunar", "Maple", "Marble", "North", "Onyx", "Opal", "Quartz", "Raven", "River", "Saffron", "Silver", "Summit", "Tidal",
        "Velvet", "Willow",
    ];

    public static readonly string[] FirmSecond =
    [
        "bank", "bay", "bridge", "brook", "cliff", "crest", "dale", "falls", "field", "ford", "forge", "gate", "glen", "grove",
        "haven", "hill", "holm", "island", "lake", "land", "leaf", "light", "marsh", "mere", "mill", "moor", "peak", "point",
        "pond", "ridge", "rock", "shore", "spring", "stead", "stone", "stream", "vale", "view", "well", "wood",
    ];

    public static readonly (string Domain, string Shown)[] FirmLast =
    [
        ("foods", "Foods"), ("energy", "\\u00c9nergie"), ("health", "Health"), ("media", "Media \\/ Print"),
        ("freight", "Freight & Co."), ("labs", "Labs"), ("insurance", "Försäkring"), ("robotics", "ロボティクス"),
        ("schools", "Schools"), ("retail", "\\\"Retail\\\""),
    ];

    public static readonly string[] Apps =
    [
        "Payroll", "Wiki", "Caf\\u00e9 Planner", "Ticket Desk", "Código", "Expenses", "Kalender", "Orders \\/ Returns",
        "Warehouse", "Chat", "経費精算", "Field \\\"Go\\\" App",
    ];

    public static readonly string[] Groups =
    [
        "Everyone", "Finance", "Équipe A", "Contractors", "Admins \\\\ Helpdesk", "Łódź office", "Night shift", "営業部",
        "Interns \\\"2022\\\"",
    ];

    public static readonly string[] Factors =
    [
        "Google Authenticator", "Okta Verify", "Security Key or Biometric", "SMS Authentication", "Voice Call", "Symantec VIP",
        "YubiKey OTP", "Email",
    ];

    /// <summary>What somebody typed or pasted.</summary>
    public static readonly string[] Notes =
    [
        "Caller was verified by callback.", "User wrote: \\\"can't sign in\\\"\\nsince this morning",
        "see C:\\\\temp\\\\trace.log", "https:\\/\\/wiki.example\\/runbook#reset", "Gerät verloren, Ausweis geprüft", "電話で本人確認済み",
        "New phone, old one wiped", "{\\\"priority\\\":\\\"high\\\",\\\"eventType\\\":\\\"user.session.start\\\"}",
    ];

    /// <summary>City and state in their quotes or null, country, postal code, latitude, longitude.</summary>
    public static readonly string[][] Places =
    [
        ["\"Lisbon\"", "\"Lisbon\"", "Portugal", "1000-001", "38.7167", "-9.1333"],
        ["\"München\"", "\"Bavaria\"", "Germany", "80331", "48.1374", "11.5755"],
        ["\"S\\u00e3o Paulo\"", "\"S\\u00e3o Paulo\"", "Brazil", "01310", "-23.5475", "-46.6361"],
        ["\"東京\"", "\"Tokyo\"", "Japan", "100-0001", "35.6895", "139.6917"],
        ["\"\\u0141\\u00f3d\\u017a\"", "\"Lodz Voivodeship\"", "Poland", "90-001", "51.7592", "19.4560"],
        ["\"Austin\"", "\"Texas\"", "United States", "78701", "30.2672", "-97.7431"],
        ["\"Manila\"", "\"Metro Manila\"", "Philippines", "1000", "14.6042", "120.9822"],
        ["\"Nairobi\"", "null", "Kenya", "00100", "-1.2841", "36.8155"],
        ["null", "null", "India", "600001", "21.9974", "79.0011"],
        ["\"Montr\\u00e9al\"", "\"Quebec\"", "Canada", "H2Y", "45.5088", "-73.5878"],
        ["\"Kraków\"", "\"Lesser Poland\"", "Poland", "30-001", "50.0614", "19.9366"],
        ["\"Dublin\"", "\"Leinster\"", "Ireland", "D02", "53.3331", "-6.2489"],
    ];

    /// <summary>Number, owner, provider and domain; the numbers are set aside for documentation.</summary>
    public static readonly string[][] Networks =
    [
        ["64496", "alder fiber network", "alder fiber", "alder-fiber.example"],
        ["64500", "blue coast mobile", "blue coast", "bluecoast.example"],
        ["64503", "cobalt cable ltd.", "cobalt  cable", "cobalt.example"],
        ["64507", "delta campus net", "delta \\/ campus", "."],
    ];

    private const string Chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/97.0.4692.71 Safari/537.36";

    /// <summary>User agent, system, browser, device.</summary>
    public static readonly string[][] Machines =
    [
        [$"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Chrome}", "Windows 10", "CHROME", "Computer"],
        [$"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Chrome}", "Mac OS X", "CHROME", "Computer"],
        ["Mozilla/5.0 (X11; Linux x86_64; rv:95.0) Gecko/20100101 Firefox/95.0", "Linux", "FIREFOX", "Computer"],
        ["Mozilla/5.0 (iPhone; CPU iPhone OS 15_2 like Mac OS X) Mobile/15E148", "iOS 15.2 (iPhone)", "UNKNOWN", "Mobile"],
        [$"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Chrome} Edg/97.0", "Windows 10", "CHROMIUM_EDGE", "Computer"],
    ];
}
