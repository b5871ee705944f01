/* people.c: who works at the demo company. Names are drawn from lists; the few one signs in as are written out. Invented. */
#include "demo/demo.h"

#include "http/http.h"

const struct demo_person demo_people[] = {
    {"claire.fontaine@rivelle.example", "Claire", "Fontaine", "fr", "France", "Communication", ROLE_ADMIN, false, "admin: everything that can be set"},
    {"malik.benali@rivelle.example", "Malik", "Benali", "fr", "France", "Communication", ROLE_CURATOR, true, "curator: the Studio"},
    {"sophie.keller@rivelle.example", "Sophie", "Keller", "fr", "Suisse", "Communication", ROLE_MODERATOR, false, "moderator"},
    {"thomas.girard@rivelle.example", "Thomas", "Girard", "fr", "France", "Direction", ROLE_MANAGER, false, "manager: sees no activity of anyone"},
    {"helene.marchand@rivelle.example", "Hélène", "Marchand", "fr", "France", "Ressources humaines", ROLE_TRAINER, true, "trainer"},
    {"paul.vasseur@rivelle.example", "Paul", "Vasseur", "fr", "France", "Comité social", ROLE_AUDITOR, false, "auditor: reads configuration, never activity"},
    {"camille.roussel@rivelle.example", "Camille", "Roussel", "fr", "France", "Hydraulique", 0, true, "ambassador, in French: feed, composer, impact, points"},
    {"emma.davies@rivelle.example", "Emma", "Davies", "en", "Belgique", "Réseaux", 0, true, "ambassador, in English"},
    {"julien.perrin@rivelle.example", "Julien", "Perrin", "fr", "France", "Chaleur", 0, false, "member who has not opted in"},
};
const size_t demo_person_count = sizeof demo_people / sizeof *demo_people;

const char *const demo_first_names[] = {
    "Adèle", "Alice", "Amine", "Anna", "Antoine", "Aya", "Baptiste", "Benoît", "Bruno", "Carla", "Chloé", "Clément", "Daphné", "David",
    "Élise", "Emilio", "Fanny", "Farid", "Florent", "Gaëlle", "Hugo", "Inès", "Jade", "Karim", "Laure", "Léo", "Lina", "Louis", "Lucie",
    "Manon", "Marc", "Maud", "Maya", "Nadia", "Nils", "Noé", "Olivier", "Pauline", "Quentin", "Rachid", "Rose", "Samir", "Sarah", "Théo",
    "Valérie", "Victor", "Wim", "Yann", "Yasmine", "Zoé"};
const size_t demo_first_name_count = sizeof demo_first_names / sizeof *demo_first_names;

const char *const demo_last_names[] = {
    "Aubert", "Barbier", "Blanchet", "Bonnet", "Boucher", "Brun", "Caron", "Chevalier", "Colin", "Costa", "Da Silva", "Delmas", "Diallo",
    "Dubois", "Dumont", "Faure", "Favre", "Garnier", "Gauthier", "Haddad", "Hubert", "Jacquet", "Janssens", "Lambert", "Laurent",
    "Leclerc", "Lefèvre", "Lemoine", "Marchetti", "Martinez", "Mercier", "Meyer", "Moreau", "Muller", "Nguyen", "Noël", "Peeters", "Petit",
    "Renard", "Rey", "Rolland", "Roux", "Schmidt", "Simon", "Traoré", "Vidal", "Weber"};
const size_t demo_last_name_count = sizeof demo_last_names / sizeof *demo_last_names;

/* Six countries, twelve teams. */
const struct demo_place demo_places[] = {
    {"France", "Hydraulique", "fr", "Europe/Paris", 18},  {"France", "Chaleur", "fr", "Europe/Paris", 13},
    {"France", "Réseaux", "fr", "Europe/Paris", 12},      {"France", "Solaire", "fr", "Europe/Paris", 9},
    {"France", "Clients", "fr", "Europe/Paris", 8},       {"France", "Communication", "fr", "Europe/Paris", 5},
    {"France", "Ressources humaines", "fr", "Europe/Paris", 4},        {"France", "Finance", "fr", "Europe/Paris", 4},
    {"Suisse", "Hydraulique", "fr", "Europe/Zurich", 6},  {"Belgique", "Réseaux", "en", "Europe/Brussels", 5},
    {"Belgique", "Mobilité", "en", "Europe/Brussels", 4}, {"Luxembourg", "Finance", "fr", "Europe/Luxembourg", 3},
    {"Espagne", "Éolien", "en", "Europe/Madrid", 5},      {"Canada", "Hydraulique", "en", "America/Toronto", 2},
    {"Canada", "Solaire", "en", "America/Toronto", 2},
};
const size_t demo_place_count = sizeof demo_places / sizeof *demo_places;

/* Thirty-four more for the large demo: forty in all. */
const struct demo_country demo_countries[] = {
    {"Allemagne", "en", "Europe/Berlin"},     {"Autriche", "en", "Europe/Vienna"},      {"Italie", "en", "Europe/Rome"},
    {"Portugal", "en", "Europe/Lisbon"},      {"Irlande", "en", "Europe/Dublin"},       {"Royaume-Uni", "en", "Europe/London"},
    {"Pays-Bas", "en", "Europe/Amsterdam"},   {"Danemark", "en", "Europe/Copenhagen"},  {"Suède", "en", "Europe/Stockholm"},
    {"Norvège", "en", "Europe/Oslo"},         {"Finlande", "en", "Europe/Helsinki"},    {"Islande", "en", "Atlantic/Reykjavik"},
    {"Pologne", "en", "Europe/Warsaw"},       {"Tchéquie", "en", "Europe/Prague"},      {"Slovaquie", "en", "Europe/Bratislava"},
    {"Hongrie", "en", "Europe/Budapest"},     {"Roumanie", "en", "Europe/Bucharest"},   {"Bulgarie", "en", "Europe/Sofia"},
    {"Grèce", "en", "Europe/Athens"},         {"Croatie", "en", "Europe/Zagreb"},       {"Slovénie", "en", "Europe/Ljubljana"},
    {"Estonie", "en", "Europe/Tallinn"},      {"Lettonie", "en", "Europe/Riga"},        {"Lituanie", "en", "Europe/Vilnius"},
    {"Maroc", "fr", "Africa/Casablanca"},     {"Tunisie", "fr", "Africa/Tunis"},        {"Sénégal", "fr", "Africa/Dakar"},
    {"Côte d’Ivoire", "fr", "Africa/Abidjan"}, {"Cameroun", "fr", "Africa/Douala"},      {"Chili", "en", "America/Santiago"},
    {"Brésil", "en", "America/Sao_Paulo"},    {"États-Unis", "en", "America/New_York"}, {"Japon", "en", "Asia/Tokyo"},
    {"Australie", "en", "Australia/Sydney"},
};
const size_t demo_country_count = sizeof demo_countries / sizeof *demo_countries;

const struct demo_size demo_sizes[] = {
    {"standard", 1500, 548, 0.25, false},
    {"small", 140, 125, 0.25, false},
    {"large", 20000, 548, 0.03, true},
    {0},
};

/* What colleagues write in their own words: one of these, then one of the ends. */
const char *const demo_own_words_fr[] = {
    "J’y étais la semaine dernière, et la photo ne dit pas le bruit. À lire pour comprendre ce que nous faisons vraiment.",
    "Ce sujet revient à chaque repas de famille. Voilà enfin une réponse courte que je peux partager.",
    "Fier de l’équipe qui a porté ce projet, et reconnaissant envers celles et ceux qui nous ont accueillis sur place.",
    "J’ai appris quelque chose en lisant cet article, alors que je travaille ici depuis neuf ans.",
    "On me pose souvent la question. Je garde ce lien pour la prochaine fois.",
    "Rien d’héroïque, juste du travail bien fait. C’est ce que j’aime dans ce métier.",
    "Un sujet dont on parle peu, et qui change la vie d’un quartier. Bonne lecture.",
    "Si vous passez dans la vallée cet hiver, faites le détour. En attendant, le récit est ici."};
const size_t demo_own_words_fr_count = sizeof demo_own_words_fr / sizeof *demo_own_words_fr;

const char *const demo_own_words_en[] = {
    "I was on site last week; the picture does not carry the noise. Worth your ten minutes.",
    "People ask me about this at every dinner. Here is the short answer I never manage to give.",
    "I learnt something here, and I have worked with these people for six years.",
    "Nothing heroic, just careful work. That is what I like about this job.",
    "Keeping this link for the next time someone asks what we actually do all day."};
const size_t demo_own_words_en_count = sizeof demo_own_words_en / sizeof *demo_own_words_en;

const char *const demo_own_ends_fr[] = {
    "Ma voisine me demande encore comment cela marche, je lui envoie la page.", "Mon fils a voulu savoir si c’était dangereux : lisez la réponse.",
    "Le matin du chantier il gelait, et personne n’avait envie d’être ailleurs.", "Merci à Jeanne, qui relit toujours mes messages trop vite écrits.",
    "Dites-moi ce que vous en pensez, même si c’est pour me contredire.", "Le café de la cantine, lui, reste à améliorer.",
    "Je repars lundi sur la crête avec un bonnet de plus.", "Une question reste ouverte pour moi : le bruit, la nuit.",
    "Les chiffres sont bons, les visages aussi.", "Mon grand-père aurait haussé les épaules, puis il serait venu voir.",
    "J’ai gardé le badge du premier jour dans ma poche.", "Prochaine étape : convaincre mon propre immeuble.",
    "On en reparle à la fête du village, samedi.", "À lire dans le train, il faut quatre minutes.", "Ce détail sur les truites m’a fait sourire."};
const size_t demo_own_ends_fr_count = sizeof demo_own_ends_fr / sizeof *demo_own_ends_fr;

const char *const demo_own_ends_en[] = {
    "My neighbour asked for a drawing; this is better.", "Tell me if you disagree, I like those messages most.",
    "It was freezing, and nobody wanted to be elsewhere.", "Thanks to Jeanne, who reads what I write before I regret it.",
    "The canteen coffee still needs work.", "My daughter counted the wagons twice.", "Next stop: convincing my own landlord.",
    "Four minutes, good for one tram ride.", "My knees remember every step of that ladder.", "I kept the badge of the first day.",
    "There is one question left, and it is noise.", "Bring boots if you visit."};
const size_t demo_own_ends_en_count = sizeof demo_own_ends_en / sizeof *demo_own_ends_en;
