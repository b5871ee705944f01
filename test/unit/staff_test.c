/* staff_test.c: staff lists as they come from directories and personnel systems, in three languages, and twisted ones. */
#include "app/member/check.h"
#include "app/staff/list.h"
#include "app/staff/people.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A file, and its records as "line email|name|country|department|team|free|roles[!fault]", one a line. */
static const struct {
    const char *what, *text, *want;
} cases[] = {
    {"Google Workspace",
     "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Org Unit Path [Required],"
     "Recovery Email,Home Secondary Email,Work Secondary Email,Manager Email,Department,Cost Center\n"
     "Anna,M\xc3\xbcller,Anna.Mueller@rivelle.example,****,/Sales,anna@home.example,a@home.example,,boss@rivelle.example,Sales,12\n"
     "Jean,Dupont,,****,/,jean@home.example,,,,,\n",
     "2 anna.mueller@rivelle.example|Anna M\xc3\xbcller||Sales|||\n"
     "3 |Jean Dupont|||||!email_missing\n"},
    {"Google Workspace without departments", "First Name,Last Name,Email Address,Org Unit Path\nAnna,Lang,a@x.example,/Vente/Nord\n",
     "2 a@x.example|Anna Lang||Vente/Nord|||\n"},
    {"Microsoft 365",
     "Block credential,City,Country,Department,Display name,First name,Last name,Office,Proxy addresses,Title,"
     "Usage location,User principal name\n"
     "False,Paris,France,Ventes,Jean Dupont,Jean,Dupont,Paris,SMTP:jean@rivelle.example+smtp:j@rivelle.example,Chef,FR,"
     "jean.dupont@rivelle.example\n"
     "False,,,,Lea Martin,,,,,,FR,lea@rivelle.example\n",
     "2 jean.dupont@rivelle.example|Jean Dupont|France|Ventes||Paris|\n3 lea@rivelle.example|Lea Martin|||||\n"},
    {"Entra", "userPrincipalName,displayName,surname,mail,givenName,jobTitle,department,usageLocation,country,mailNickname\n"
     "anna_home.example#EXT#@r.onmicrosoft.example,Anna Lang,Lang,anna@rivelle.example,Anna,Dev,IT,DE,Germany,anna\n"
     "bob@rivelle.example,Bob Kay,Kay,,Bob,Dev,IT,GB,United Kingdom,bob\n",
     "2 anna@rivelle.example|Anna Lang|Germany|IT|||\n3 bob@rivelle.example|Bob Kay|United Kingdom|IT|||\n"},
    {"Microsoft 365, French", "Nom d\xe2\x80\x99" "affichage;Pr\xc3\xa9nom;Nom de famille;Nom d'utilisateur principal;Service;Pays ou r\xc3\xa9gion\n"
     "Zo\xc3\xab Petit;Zo\xc3\xab;Petit;ZOE@RIVELLE.EXAMPLE;Achats;Belgique\n",
     "2 zoe@rivelle.example|Zo\xc3\xab Petit|Belgique|Achats|||\n"},
    {"Okta", "login,email,secondEmail,firstName,lastName,department,division,countryCode,userType,managerId\n"
     "anna,anna@rivelle.example,a@home.example,Anna,Lang,HR,EMEA,DE,Employee,7\n",
     "2 anna@rivelle.example|Anna Lang|DE|HR|||\n"},
    {"Personio, German",
     "ID;Vorname;Nachname;E-Mail;Abteilung;Team;Standort;Vorgesetzter;E-Mail Vorgesetzter\n"
     "7;J\xc3\xb6rg;von der Heide;joerg@rivelle.example;Vertrieb;Nord;Berlin;Anna Lang;anna@rivelle.example\n",
     "2 joerg@rivelle.example|J\xc3\xb6rg von der Heide||Vertrieb|Nord|Berlin|\n"},
    {"German, private and work address",
     "Personalnummer;Name;Vorname;E-Mail-Adresse (privat);E-Mail-Adresse (gesch\xc3\xa4" "ftlich);Abteilungsbezeichnung;Land\n"
     "1;M\xc3\xbcller;Anna;anna@home.example;a.mueller@rivelle.example;Einkauf;\xc3\x96sterreich\n"
     "2;Lang;Uwe;uwe@home.example;;Einkauf;Schweiz\n",
     "2 a.mueller@rivelle.example|Anna M\xc3\xbcller|\xc3\x96sterreich|Einkauf|||\n3 |Uwe Lang|Schweiz|Einkauf|||!email_missing\n"},
    {"French personnel system",
     "Matricule;Civilit\xc3\xa9;Nom de naissance;Nom d'usage;Pr\xc3\xa9nom;Courriel personnel;Courriel professionnel;Service;"
     "\xc3\x89quipe;Pays;Responsable;Courriel du responsable\n"
     "1;Mme;Durand;Petit;Zo\xc3\xab;z@home.example;zoe.petit@rivelle.example;Comptabilit\xc3\xa9;Paie;France;X;x@rivelle.example\n",
     "2 zoe.petit@rivelle.example|Zo\xc3\xab Petit|France|Comptabilit\xc3\xa9|Paie||\n"},
    {"Workday", "Employee ID,Legal Name - First Name,Legal Name - Last Name,Email - Primary Home,Email - Primary Work,"
     "Supervisory Organization,Country,Manager\n9,Ana,Silva,ana@home.example,ana.silva@rivelle.example,Ops,Portugal,Bob\n",
     "2 ana.silva@rivelle.example|Ana Silva|Portugal|Ops|||\n"},
    {"BambooHR", "Employee #,Last name,First name,Preferred Name,Work Email,Home Email,Department,Division,Location\n"
     "3,Kay,Robert,Bob,bob@rivelle.example,b@home.example,IT,EMEA,Leeds\n", "2 bob@rivelle.example|Robert Kay||IT||Leeds|\n"},
    {"display names", "Mitarbeiter;E-Mail\nM\xc3\xbcller, Anna;anna@x.example\nAnna Lang;lang@x.example\nDUPONT Jean;jd@x.example\n"
     "Ludwig van Beethoven;lvb@x.example\n",
     "2 anna@x.example|Anna M\xc3\xbcller|||||\n3 lang@x.example|Anna Lang|||||\n4 jd@x.example|Jean DUPONT|||||\n"
     "5 lvb@x.example|Ludwig van Beethoven|||||\n"},
    {"last name first", "Nom et pr\xc3\xa9nom;Courriel\nDe La Tour Anne;anne.delatour@x.example\nPetit Zo\xc3\xab;zp@x.example\n",
     "2 anne.delatour@x.example|Anne De La Tour|||||\n3 zp@x.example|Zo\xc3\xab Petit|||||\n"},
    {"formulas and markup stay text",
     "email,first name,last name,team\na@x.example,=cmd|'/c calc'!A0,<b>Lang</b>,@SUM(1)\nb@x.example,-1+1,+49,\"=HYPERLINK(\"\"http://e\"\")\"\n",
     "2 a@x.example|=cmd|'/c calc'!A0 <b>Lang</b>|||@SUM(1)||\n3 b@x.example|-1+1 +49|||=HYPERLINK(\"http://e\")||\n"},
    {"faults",
     "email,name\nA@x.example,Anna\na@X.EXAMPLE,Anna Again\nnot an address,Bob\nbob@,Bob\n@x.example,B\nb@x..example,B\n,Nobody\n"
     "b@@x.example,B\n\xc3\x84@M\xc3\x9cLLER.example,U\n\xc3\xa4@xn--mller-kva.example,U\n",
     "2 a@x.example|Anna|||||\n3 a@x.example|Anna Again|||||!email_duplicate\n4 not an address|Bob|||||!email_malformed\n"
     "5 bob@|Bob|||||!email_malformed\n6 @x.example|B|||||!email_malformed\n7 b@x..example|B|||||!email_malformed\n"
     "8 |Nobody|||||!email_missing\n9 b@@x.example|B|||||!email_malformed\n"
     "10 \xc3\xa4@m\xc3\xbcller.example|U|||||\n11 \xc3\xa4@xn--mller-kva.example|U|||||!email_duplicate\n"},
    {"roles", "email,roles\na@x.example,\"Curator, Trainer\"\nb@x.example,Administratrice\nc@x.example,Kurator/Pr\xc3\xbc" "fer\n"
     "d@x.example,wizard\ne@x.example,\n",
     "2 a@x.example||||||curator+trainer\n3 b@x.example||||||admin\n4 c@x.example||||||curator+auditor\n"
     "5 d@x.example||||||!role_unknown\n6 e@x.example||||||\n"},
    {"a role that is a title", "email,role\na@x.example,Manager\nb@x.example,Engineer\nc@x.example,Designer\n",
     "2 a@x.example||||||\n3 b@x.example||||||\n4 c@x.example||||||\n"},
    {"sep line, title lines, embedded lines, ragged",
     "sep=;\nStaff list;;\n\n\"As of\nNovember\";;\nE-Mail;Vorname;Abteilung\na@x.example;Anna;\"Ein\nKauf\"\nb@x.example\n"
     ";;\nc@x.example;Cleo;IT;extra;\n",
     "7 a@x.example|Anna||Ein Kauf|||\n9 b@x.example||||||\n11 c@x.example|Cleo||IT|||\n"},
    {"no header", "anna.lang@x.example,Lang,Anna,7\nbob.kay@x.example,Kay,Bob,9\n",
     "1 anna.lang@x.example|Anna Lang|||||\n2 bob.kay@x.example|Bob Kay|||||\n"},
    {"no header, whole names", "1|Anna Lang|anna.lang@x.example\n2|Bob Kay|bob.kay@x.example\n",
     "1 anna.lang@x.example|Anna Lang|||||\n2 bob.kay@x.example|Bob Kay|||||\n"},
    {"only addresses", "a@x.example\nb@x.example\n", "1 a@x.example||||||\n2 b@x.example||||||\n"},
    {"places of work make a group", "E-Mail;Standort;Ort\na@x.example;Bern;Thun\nb@x.example;;Thun\n",
     "2 a@x.example|||||Bern|\n3 b@x.example||||||\n"},
    {"groups go before places of work", "Email;Groups;Location\na@x.example;Pilot;Bern\n", "2 a@x.example|||||Pilot|\n"},
    {"a title above a list without headers", "Staff of May\n\nanna.lang@x.example;Anna;Lang\nbob.kay@x.example;Bob;Kay\n",
     "3 anna.lang@x.example|Anna Lang|||||\n4 bob.kay@x.example|Bob Kay|||||\n"},
    {"a title above headers that are not known", "Staff of May\nCorreo;Nombre;Apellido\nanna.lang@x.example;Anna;Lang\n",
     "3 anna.lang@x.example|Anna Lang|||||\n"},
    {"what the sep line says is not so", "sep=,\nEmail;Name\na@x.example;Anna Lang\n", "3 a@x.example|Anna Lang|||||\n"},
    {"Entra bulk template", "version:v1.0,,\nName [displayName] Required,User name [userPrincipalName] Required,Department [department]\n"
     "Anna Lang,anna@x.example,IT\n", "3 anna@x.example|Anna Lang||IT|||\n"},
    {"brackets stay", "Name;Email\nRoe, Jane (Ext);j@x.example\nJane Roe (Ext);k@x.example\n",
     "2 j@x.example|Jane Roe (Ext)|||||\n3 k@x.example|Jane Roe (Ext)|||||\n"},
    {"abbreviated", "Vorn.;Nachn.;E-Mail-Adr.;Abt.\nAnna;Lang;a@x.example;IT\n", "2 a@x.example|Anna Lang||IT|||\n"},
    {"signs that are no letters", "E\xe2\x80\x91Mail;Nom d\xe2\x80\x99" "affichage;Service\xc2\xa0:\na@x.example;Anna Lang;IT\n",
     "2 a@x.example|Anna Lang||IT|||\n"},
    {"two columns of addresses", "E-Mail 1;E-Mail 2\na@x.example;b@x.example\n;c@x.example\n", "2 a@x.example||||||\n3 c@x.example||||||\n"},
    {"mailboxes", "\"Lang, Anna <a@x.example>\"\nBob Kay <b@x.example>\n", "1 a@x.example|Anna Lang|||||\n2 b@x.example|Bob Kay|||||\n"},
    {"each line in quotes", "Email,Name\n\"a@x.example,\"\"Lang, Anna\"\"\"\n\"b@x.example,Bob\"\n",
     "2 a@x.example|Anna Lang|||||\n3 b@x.example|Bob|||||\n"},
    {"signs nobody sees", "Email;Name\n\xe2\x80\x8b" "a@x.example\xc2\xa0;An\xc2\xad" "na\xc2\xa0Lang\n'b@x.example';B\n",
     "2 a@x.example|Anna Lang|||||\n3 b@x.example|B|||||\n"},
    {"no address", "Email\na@1.2.3.4\na@x\n\"=HYPERLINK(\"\"mailto:a@x.example\"\")\"\n<b>a@x.example</b>\n",
     "2 a@1.2.3.4||||||!email_malformed\n3 a@x||||||!email_malformed\n4 =HYPERLINK(\"mailto:a@x.example\")||||||!email_malformed\n"
     "5 <b>a@x.example</b>||||||!email_malformed\n"},
    {"lines that are no people are told", "Email;Name\na@x.example;A\nEmail;Name\nTotal;1\n;Printed in May\n",
     "2 a@x.example|A|||||\n3 Email|Name|||||!email_malformed\n4 Total|1|||||!email_malformed\n5 |Printed in May|||||!email_missing\n"},
    {"lines are those of the file", "\r\nEmail;Name\r\r\n\"a@x.example\";\"A\n\rB\"\r\nb@x.example;\"B\nc@x.example;C\n",
     "4 a@x.example|A B|||||\n7 b@x.example|B|||||!unclosed_quote\n8 c@x.example|C|||||\n"},
    {"addresses in other clothes", "Mail\tNom\tGroupes\nAnna Lang <Anna@x.example>\tLang, Anna\tPilot; Voices\nmailto:b@x.example\tB\t\n",
     "2 anna@x.example|Anna Lang||||Pilot; Voices|\n3 b@x.example|B|||||\n"},
};

static struct str told(struct arena *a, struct str text) {
    struct staff_list l;
    struct staff_row r;
    struct buf b;
    buf_init(&b, a, 1 << 20);
    if (staff_open(&l, text, a, NULL)) {
        buf_c(&b, "refused");
    } else {
        while (staff_next(&l, a, &r)) {
            struct str name = staff_row_name(a, &r);
            buf_printf(&b, "%lld %.*s|%.*s|%.*s|%.*s|%.*s|%.*s|", (long long)r.line, STRF(r.shown), STRF(name), STRF(r.country),
                       STRF(r.department), STRF(r.team), STRF(r.free));
            for (size_t i = 0; i < r.roles.n; i++) {
                buf_printf(&b, "%s%s", i ? "+" : "", r.roles.names[i]);
            }
            buf_printf(&b, "%s%s\n", r.fault ? "!" : "", staff_fault_names[r.fault]);
        }
    }
    staff_close(&l);
    return buf_view(&b);
}

static void reads_lists(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *a = arena_create(1 << 28);
        struct str got = told(a, str_of(cases[i].text));
        if (!str_is(got, cases[i].want)) {
            print_error("%s:\n%s", cases[i].what, got.p);
        }
        assert_string_equal(got.p, cases[i].want);
        arena_free(a);
    }
}

/* Every encoding gives the same people. */
static void reads_encodings(void **state) {
    (void)state;
    static const uint16_t text[] = {'E', '-', 'M', 'a', 'i', 'l', ';', 'N', 'a', 'm', 'e', '\r', '\n', 'a', '@', 'x', '.', 'd',
                                    'e', ';', 'Z', 'o', 0xeb, ' ', 'M', 0xfc, 'l', '\r', '\n'};
    enum { N = sizeof text / sizeof *text };
    static const char *const want = "2 a@x.de|Zo\xc3\xab M\xc3\xbcl|||||\n";
    char one[N], little[2 * N + 2], big[2 * N + 2];
    memcpy(little, "\xff\xfe", 2);
    memcpy(big, "\xfe\xff", 2);
    for (size_t i = 0; i < N; i++) {
        one[i] = (char)text[i];
        little[2 + 2 * i] = big[3 + 2 * i] = (char)text[i];
        little[3 + 2 * i] = big[2 + 2 * i] = 0;
    }
    const struct str files[] = {{one, N}, {little, 2 * N + 2}, {big, 2 * N + 2}, {little + 2, 2 * N}, {big + 2, 2 * N}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct arena *a = arena_create(1 << 28);
        assert_string_equal(told(a, files[i]).p, want);
        arena_free(a);
    }
}

/* One-byte encodings without a mark are told apart by the words they make. */
static void tells_old_encodings_apart(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *want;
    } files[] = {
        {"Mail;Pr\x8enom;Nom\ra@x.de;Zo\x91;M\x9fller\rb@x.de;Andr\x8e;L\x8e\r", "2 a@x.de|Zo\xc3\xab M\xc3\xbcller|||||\n3 b@x.de|Andr\xc3\xa9 L\xc3\xa9|||||\n"},
        {"Mail;Vorname;Nachname\na@x.de;Ada;M\x9fller\n", "2 a@x.de|Ada M\xc3\xbcller|||||\n"},
        {"Mail;Vorname;Nachname\na@x.de;ADA;M\xdcLLER\n", "2 a@x.de|ADA M\xc3\x9cLLER|||||\n"},
        {"Mail;Pr\x82nom;Nom\na@x.de;Zo\x89;M\x81ller\n", "2 a@x.de|Zo\xc3\xab M\xc3\xbcller|||||\n"},
        {"Mail;Pr\xe9nom;Nom\na@x.de;Zo\xeb;O\x92Hara \x8aim\n", "2 a@x.de|Zo\xc3\xab O\xe2\x80\x99Hara \xc5\xa0im|||||\n"},
        {"Mail;Name\na@x.de;Zo\xc3\xab \xc3\x89lan M\xfcller\n", "2 a@x.de|Zo\xc3\xab \xc3\x89lan M\xc3\xbcller|||||\n"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct arena *a = arena_create(1 << 28);
        assert_string_equal(told(a, str_of(files[i].bytes)).p, files[i].want);
        arena_free(a);
    }
}

/* A few NULs are an export's fault; many, or the mark of a workbook, are another kind of file. */
static void drops_nuls(void **state) {
    (void)state;
    static const char file[] = "Mail;Name\na@x.de\0;Anna\n";
    struct arena *a = arena_create(1 << 28);
    assert_string_equal(told(a, (struct str){file, sizeof file - 1}).p, "2 a@x.de|Anna|||||\n");
    assert_string_equal(told(a, (struct str){"Mail\0\1;Na\0\0me\na@x.de\0\0\3;A\n", 25}).p, "refused");
    assert_string_equal(told(a, STR("PK\3\4Mail;Name\na@x.de;A\n")).p, "refused");
    arena_free(a);
}

static void refuses_what_is_none(void **state) {
    (void)state;
    static const struct {
        struct str text;
        enum staff_trouble want;
    } files[] = {{{"", 0}, STAFF_EMPTY},
                 {{" \r\n \n", 5}, STAFF_EMPTY},
                 {{"PK\3\4\0\0\0\0rest", 12}, STAFF_NO_TEXT},
                 {{"first,last\nAnna,Lang\n", 21}, STAFF_NO_EMAIL}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct arena *a = arena_create(1 << 28);
        struct staff_list l;
        assert_int_equal(staff_open(&l, files[i].text, a, NULL), files[i].want);
        staff_close(&l);
        arena_free(a);
    }
}

/* The short way for plain addresses says what the long one says. */
static void plain_addresses(void **state) {
    static const char *const list[] = {
        "a@b.example", "a.b@b.example", "a_b+c%d-e@b-c.example", "a@b.c1.example", "a@localhost", ".a@b.example", "a.@b.example", "a..b@b.example",
        "a@.example", "a@b.example.", "a@-b.example", "a@b-.example", "a@b..example", "a@xn--caf-dma.example", "a@xn--a.example", "a@b--c.example",
        "@b.example", "a@", "a@b", "a@b.e", "a@b.e1", "a@b@c.example", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.example",
        "a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", "a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"};
    struct arena *a = arena_create(1 << 20);
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        const char *why = NULL;
        struct str shown, said = staff_email(a, str_of(list[i]), &shown, &why), clean = email_clean(a, str_of(list[i]), &why);
        assert_int_equal(said.p != NULL, clean.p != NULL);
        assert_true(!said.p || str_eq(said, clean));
    }
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_addresses),
        cmocka_unit_test(reads_lists),
        cmocka_unit_test(reads_encodings),
        cmocka_unit_test(tells_old_encodings_apart),
        cmocka_unit_test(drops_nuls),
        cmocka_unit_test(refuses_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
