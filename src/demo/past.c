/* past.c: what the demo company said before the posts that are written out in posts.c: five columns that came every month, put together from
 * tables. Invented. */
#include "demo/demo.h"

struct column {
    int source, every, first;    /* days between two, and how long ago the newest came */
    int hour, minute;
    const char *image, *alt, *slug;
    const char *title;           /* %s: the matter */
    const char *caption;         /* of every other one; "" none */
    const struct matter { const char *what, *body; } *matters;
    size_t n;
};

static const struct matter sites[] = {
    {"Annonay, deux kilomètres de conduite sous le marché", "Le marché a lieu le mercredi. Les six autres jours, la rue est à nous, et nous la rendons propre."},
    {"Ugine, un transformateur passe au-dessus de l’église", "Quarante tonnes, une grue, et le curé qui filme. Le toit n’a pas perdu une tuile."},
    {"Die, la vanne que personne n’avait ouverte depuis 1974", "Elle a grincé, puis elle a tourné. Trois générations de mécaniciens étaient venues voir."},
    {"Privas, trente arbres déplacés, trente replantés", "Une ligne passe où poussaient des tilleuls. Ils ont changé de place, pas de commune."},
    {"Gap, une nuit sans courant annoncée porte à porte", "Onze cents foyers prévenus un par un, et une soupe servie à ceux qui sont descendus."},
    {"Aubenas, le canal vidé, ses écrevisses comptées", "Il y en avait quatre cent douze. Elles sont toutes retournées à l’eau le vendredi."},
    {"Tournon, un pont provisoire et quarante riverains", "Ils voulaient un trottoir plus large. Ils avaient raison, le voici."},
    {"Crest, le chantier qui s’arrête à l’heure de la sieste", "La crèche est à douze mètres. De 13 h à 15 h, personne ne perce."},
    {"Vif, un puits, une sonde et beaucoup de patience", "À trois cents mètres sous la ville, l’eau est à dix-neuf degrés. C’est assez pour un lycée."},
    {"Romans, la rue ouverte une seule fois", "Eau, chaleur, fibre : trois entreprises, une tranchée, un seul été de poussière."},
    {"Voiron, la vieille halle devient une chaufferie", "La charpente de 1891 reste. En dessous, le bois de la forêt voisine chauffe mille logements."},
    {"Nyons, un barrage d’un mètre cinquante", "Il n’arrête presque rien. Il ralentit assez la crue pour laisser le temps de ranger les chaises."},
    {"Embrun, l’équipe de nuit et ses thermos", "On ne coupe pas une vallée en journée. Récit d’un remplacement entre minuit et cinq heures."},
};
static const struct matter people[] = {
    {"Inès, qui écoute les alternateurs", "Elle reconnaît un palier fatigué avant l’instrument. Elle apprend à l’instrument à l’entendre aussi."},
    {"Rachid, premier relevé de compteur en 1988", "Il connaît chaque chien de la vallée par son nom. Les compteurs communiquent, les chiens toujours."},
    {"Élise, juriste et grimpeuse", "Le lundi les contrats, le jeudi les pylônes : elle voulait savoir ce qu’elle signait."},
    {"Samir, qui répond au téléphone la nuit", "Les gens appellent pour une panne, et restent pour savoir s’il fait froid aussi chez lui."},
    {"Chloé, apprentie, trois mois, zéro chute", "Son tuteur lui a d’abord appris à descendre. Monter vient ensuite tout seul."},
    {"Wim, hydrologue et lève-tôt", "À quatre heures, la neige dit combien d’eau nous aurons en mai. À huit heures, elle ment."},
    {"Nadia, qui a dit non à un projet", "Le vent était bon, la source d’à côté aussi. Elle a choisi la source, et on l’a suivie."},
    {"Victor, soudeur et professeur de soudure", "Vingt-six ans de cordons droits. Il en enseigne les trois premiers millimètres."},
    {"Yasmine, qui compte ce que l’on ne voit pas", "Les pertes du réseau n’ont pas de bruit. Elle les trouve dans les colonnes, le samedi, au calme."},
    {"Bruno et les cent onze portes", "Un code, une clef, une clef, un code. Il a fait la carte, et la carte tient dans la poche."},
    {"Gaëlle, de la cantine à la salle de conduite", "Elle servait les équipes de nuit. Elle en dirige une depuis l’an dernier."},
    {"Théo, qui répare les drones et les oiseaux", "Les premiers tombent, les seconds se posent sur les pales. Il a un carton pour chacun."},
    {"Maud, trente ans de crues", "Son cahier commence en 1995. Il a servi deux fois au tribunal et cent fois au bord de l’eau."},
};
static const struct matter questions[] = {
    {"why do the lights flicker before a storm", "A branch touches a line, the line lets go for a third of a second, and comes back. You saw it work."},
    {"can I charge my car from my roof at night", "Not from tonight's roof. From this afternoon's, if something kept it for you. Here is what that costs."},
    {"who decides how much water stays in the river", "A number from 1984, a fish, and four people who meet on the first Tuesday. We asked all of them."},
    {"is it true that you pay people to use less", "Yes, on eleven evenings last winter. A bakery in Gap earned more than we expected, and so did its ovens."},
    {"what happens when everybody puts the kettle on", "At half time of the final the valley needed a small dam for six minutes. We had been told the score."},
    {"why is my bill higher when I was away", "Your freezer was not. The standing charge is explained on one page, by someone who also finds it odd."},
    {"do wind turbines stop for birds", "Ours do, for four kinds, seen by two cameras. It costs a day of wind a year."},
    {"how cold must it get before you worry", "Minus six for three days, with no wind. It happened once in ten years. The list of what we do has nine lines."},
    {"can I visit a dam", "On Saturdays, thirty people at a time, in shoes that close. The lift is out of order until May."},
    {"what is that humming", "Fifty times a second, a piece of iron grows by a hair. Inside a city it is allowed to do so more quietly."},
    {"why do you dig the same street twice", "We should not. In Romans we did not. Here is how three companies learnt to share one trench."},
    {"what do you do with old meters", "They go to a workshop in Die, where eleven people take them apart. The copper comes back as cable."},
    {"who answers when I call at three", "Samir, most weeks. He asks first whether everybody is warm."},
};
static const struct matter grants[] = {
    {"a repair café with its own oscilloscope", "Twelve volunteers, four hundred toasters, and a schoolgirl who found the fault nobody else could."},
    {"warm rooms in nine village halls", "Open on the coldest evenings, for whoever comes. Somebody always brings a cake."},
    {"the choir that sings in turbine halls", "The echo lasts eleven seconds. They have learnt to sing with it."},
    {"swimming lessons below the dam", "Ninety children who live beside water and could not swim. Now they can."},
    {"a library of tools in Crest", "Three hundred and forty tools, one drill that has been lent out two hundred times."},
    {"maps for people who do not see them", "Printed in relief, corrected by those who read them with their hands."},
    {"an orchard of old apples", "Forty kinds that no shop sells. The school picks, the retirement home bakes."},
    {"bicycles for night shifts", "The last bus leaves at nine. Now there are sixty bicycles, and a shed with a light."},
    {"a boat that measures the lake", "Pupils built it. It has found the spring that the engineers were looking for."},
};
static const struct matter roofs[] = {
    {"le gymnase de Bissy", "Soixante et onze mégawattheures, deux grêles, un nid de rougequeues sous le panneau douze."},
    {"la cave coopérative de Tournon", "Le toit refroidit les cuves en août, quand le soleil et le raisin arrivent ensemble."},
    {"l’école Jean-Moulin", "Les élèves ont parié sur le mois de mars. Ils ont perdu de peu, et demandent une revanche."},
    {"la grange de la famille Faure", "La charpente est payée. Les vaches n’ont rien remarqué, sauf l’ombre."},
    {"le parking de l’hôpital", "Quatre cents places à l’ombre, et le bloc opératoire qui n’a jamais cligné."},
    {"la gare de Crest", "Un train sur neuf roule avec ce toit. Lequel, personne ne peut le dire, et c’est le principe."},
    {"la piscine de Gap", "En juin, elle donne plus qu’elle ne prend. En décembre, on en reparle."},
    {"le hangar des pompiers", "Ils savent l’éteindre, ce qui n’allait pas de soi. Deux exercices, filmés."},
    {"le refuge du col", "Douze panneaux montés à dos d’homme. La soupe est chaude, la radio aussi."},
};

#define LIST(a) a, sizeof a / sizeof *a
static const struct column columns[] = {
    {0, 31, 134, 8, 20, "grid", "Un chantier au petit matin", "chantier", "Chantier du mois\u00a0: %s", "Un chantier près de chez nous, raconté par l’équipe\u00a0: ____.", LIST(sites)},
    {4, 32, 139, 9, 5, "helmet", "Un casque posé sur un établi", "portrait", "%s", "", LIST(people)},
    {1, 31, 143, 8, 40, "wind", "Wind turbines above a hayfield", "ask", "Ask the control room: %s?", "Good question, and a better answer than the one I give at dinner.", LIST(questions)},
    {5, 44, 149, 10, 30, "charge", "A room full of people", "grant", "The Foundation supports %s", "", LIST(grants)},
    {2, 45, 152, 11, 10, "solar", "Un toit couvert de panneaux", "soleil", "Un an de soleil sur %s", "", LIST(roofs)},
};

struct demo_post *demo_past(struct arena *a, int days, size_t *ret_n) {
    enum { MOST = 100 };
    struct demo_post *out = arena_array(a, struct demo_post, MOST);
    size_t n = 0;
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
        const struct column *col = &columns[c];
        for (size_t i = 0; i < col->n && n < MOST && col->first + (int)i * col->every < days; i++) {
            const struct matter *m = &col->matters[i];
            size_t at = str_find(str_of(col->title), STR("%s"));
            out[n++] = (struct demo_post){
                .source = col->source, .days_ago = col->first + (int)i * col->every, .hour = col->hour, .minute = col->minute,
                .image = col->image, .alt = col->alt, .slug = arena_printf(a, "%s-%zu", col->slug, i + 1).p,
                .title = arena_printf(a, "%.*s%s%s", (int)at, col->title, m->what, col->title + at + 2).p, .body = m->body,
                .caption = i % 2 ? "" : col->caption};
        }
    }
    *ret_n = n;
    return out;
}
