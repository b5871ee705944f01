/* board_text.c: what one agrees to by going on the board. What it promises is what the program does; change the one only with
 * the other, and raise BOARD_CONSENT_VERSION. Written in each language, not translated. */
#include "app/board/board.h"

static const char text_fr[] =
    "Le tableau du mois montre à tous les membres de l’espace le nom que vous choisissez, vos points du mois et votre rang, tant "
    "que vous êtes dans les dix premiers rangs. Au-delà, votre rang n’est visible que de vous. Comptent les points du mois en "
    "cours, depuis son premier jour, puis ceux des mois suivants.\n"
    "Un pseudonyme ne cache pas tout\u00a0: vos points montent quand vos publications sont lues, et qui vous lit peut faire le "
    "rapprochement.\n"
    "Vous sortez quand vous voulez, en un clic\u00a0: votre nom disparaît aussitôt, des mois passés aussi. Ne pas y être n’a aucune "
    "conséquence et ne se voit nulle part.";

static const char text_en[] =
    "The board of the month shows every member of the space the name you choose, your points of the month and your rank, as long as "
    "you are within the first ten ranks. Below that, only you see your rank. What counts are the points of this month, from its "
    "first day, and of the months to come.\n"
    "A pseudonym does not hide everything: your points rise when your posts are read, and whoever reads you may put two and two "
    "together.\n"
    "You leave whenever you like, in one click: your name is gone at once, from past months too. Not being on it has no "
    "consequence, and shows nowhere.";

struct str board_consent_text(struct str language) {
    return str_is(language, "en") ? STR(text_en) : STR(text_fr);
}
