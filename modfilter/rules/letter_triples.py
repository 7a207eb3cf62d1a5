"""How common three letters in a row are, over the words of some forty languages in Latin letters.

One level (0 never seen to 3 common) for each triple over a-z and the word's edge. Made from word
lists of software translations and of comments in forty languages, without their accents: the
square root of a triple's share of a language's words, averaged over the languages, in four steps;
a triple that one language uses much gets a high level whatever the others do. Two bits a triple,
four triples a byte, deflated.
"""

from __future__ import annotations

import base64
import zlib
from functools import cache

SIDE = 27
"""Symbols per place: the word's edge, then a to z."""


@cache
def levels() -> bytes:
    """The level of the triple (a, b, c) at index (a * SIDE + b) * SIDE + c."""
    packed = zlib.decompress(base64.b85decode(_PACKED))
    four = [bytes(((at >> 6) & 3, (at >> 4) & 3, (at >> 2) & 3, at & 3)) for at in range(256)]
    return b"".join(map(four.__getitem__, packed))


_PACKED = (
    "c-n1Od0Z4n_OCt|8X2Uy;;3V6g(zNYYgiQzre;7zMHxJkcuitFqOPKgM~smkf{788!Sz^W4T`QB5C>QAfH2*tWIgix2!"
    "cn%TY~-o8H^yuFkQdu0o3eo>#v!vs#mYx`@Zk{767h+5ON^-)vTTea>^G>o;zlJ>HR6gUdowMY@<b+y%9B@p7rp5_}hM"
    "7_v43^uKb1PLo++uI8<wubw^LT&z=!7&Btrbrn661ZVMT9z7(wD8~**|>(EOV=g0pRw~U(Pkg<7j$d}Ex(^hj5lo(E;x"
    "<tqD#}-VfjYo~~*N4S94=0N`=p;hAbEgAmXPtW%zJ1%k88`kuIV3hV9E2E)E__?lPok0rSey1fX>%Gh-Cfq2e0g|FdHG"
    "+$D$@QMo!4L|<pNQxu1zXR>hr?;a^J^t)g0Xs?}xhhR+PSRj@DLci$so8lvb5iezV**__v<<gE!TqbP?InYqUeobD(Rj"
    "eQ`8oYm0N|)Gv1Bfr1k&T3*RxA8|oukWJw!B+BS3E0V>($#xrhisn12mpRjllB(|7zYcqpHhWrt<)1`wq}FKp2sX5=uI"
    "|*}SADhI*1zIlo7cK#gcitY2l-x`Cz^Ue(#!zpPm+Ms6FQuRV~!-iLO`<w6aer6o@4@T+7EQ{Ge`C7_c<OAfCW$w@h(r"
    "weKSw`(lib5Qj>`z0UMaP)%sI>RXQMOR=_J=Bb(>l_58^1g{@xhup33vL<$k+s6~Hk?#6N)0q}v4@aG`5t&E^0mwFSY^"
    "g!9(ZUJ<bzd|y)y9=L%$3Z^Z;Kq><Lj2deHeb9a7bnu-&0wjjTi0x(?%BmE<V5M08SE_$>esAF9rw>+k|e2tw3So=2mq"
    "tTziFnrB~QLCcXc@cT_#ANR;#BL4`M2UK6Q7St|~4miV7}{&g^ZkahjF0@Y3nvo#7EIElNDX&W)m{3Dcw6zEQ}E9P!PS"
    "BuR5-f?<Mz9uW0>?065ZFTM^E9cKtUr6(9Q<DUTN27bg;f}?P9k=WcwQGg|ZhUv-`GIT7zo&sEuAW8Tx?(USpt4N*m0X"
    "mKL7&$JS;o2f4c;a1rps(|XjLP)9iFLe*U}6I02X>@8a@w7uc}RQ|$pAC$(H2{3|B^3O_4oH2M;Slw?bCjh>dJM_<ffi"
    "=g{7lIrQ~(qwg$VwR<I)fX>HQo>b|YXWl1G<7X}Tu6g~c{w0iUn2KLg6>uHB$ubh14`p=hs&iYfa_u@%m_2`i(A_dsay"
    "bb7DgA3TYCi(p8d3P!;8@KmZ{j`9Fv_Am63)t~arA%e<mV987qZIvcxAMIM$yX-bDY~`1pCxr#7y8ITa?pJ(Jhc&2o*%"
    "SNB~Vq@e%<s2*rRGzqS-Cc9F7Ey;ph6MA_Hh(1S9LM4(d1fD1@Kc=^!VWF}wju5E%1dpz~)(Qo}Hg!x;w(jx{WBr~DvK"
    "`MI#hf`dj@0rs+f*7c)`1SRjVBj>Rg*nsan-Tdv0_u%_oW-^wHLqW%nuM4j;0G4%uNhzg{4J=FdCZQY4f_H$8GVL|!={"
    "=eOdJSG-Bx#nEBmvjdd|4Eo&L?HGKWnBzPR^GzCmiv+b?JhpPhvDWBs$TJ%NV@^O~-O31I>}eQn8wlzNJ(ExPj4XuZY5"
    "ZOm*c*d$b%Z0mY5>F)#{aKFXunwm5I=|9VP=mo!~1$(db}>z#&Q7&WdGI*#M?4B*<9cbd4l+lfyh^k?2)oDvlxYI=>st"
    "e9njlu(&C6RvtcRBM;Tqv?bjU=4t2%Y%hA5=uF=U|^p)OyS5AK#k`T7;x^-yf1O8cabD)@rRu#DuSCyhPBwmM)aL22uB"
    "aJl_d0>HJ;AyX8wH35(r0t=JmOICg%37-B&H^KEFj_`htLA7(x%2b`KZ9fJI%W(@GME4!7;k^5wMV?q#<wYX4l8yx2Rh"
    "P9%N`v#!1IVph35-+3L)FMfH|Yq$^{9iLHePuZyTIC`NEDBC&o#MUj;t+EGy=}|U#Z?vrr8FZo@J&`9nPqj2&%js)Z7`"
    "xeCu*h12OdGdpb6+`$M*>C@?`MC2oVtpY`Bt2-^nwF6REn&>ru46!w9E5x$(4=$rBq*EV2L5es5LP{5U7jgjuC*WzFJ+"
    "op)R(av7HE)`Bn@Yy(<<Nq@XK~VNfq3uek~>Xf#A9Oauu9Yy=#q5GqZC)|k-3-$^5&ar8*REHG}clff{<G#xSwUPgmQu"
    "|WpX7?`oODkm%_LLqj2N1#ls54NJ(V&3jgfo_yaFa?0n`V6$7ndDqdgBcsToN?ucZ4WZby$Ln&maXU>s=mx%vozqiI5z"
    "<N1=oftqE&n$@4So)47*{(IAZ|DeBqq;q-ZfiY?5zmQR7-<Kpp>K62bXOQk|NX#^WrrK475Qi;)<{QEf-p(Lh%V=zwL9"
    "Ick-ZHTiYunarZ50fjejE)OnCt6GU_<dSVlrLfAq-YLD{m`^_1X9jKEp@Xq;F5_hfrSj+Yl3I1JUf4o3tRIp(=~Q=xqj"
    "V03yMgBS5QDrr(-%&FSdOI#jCq6$A`gwH*zCSwj9R^@<nK&F-rDZtTZT!6g;BIHiK2|WAEj%tWBcW6LJsbnU}}q%Kw>6"
    "h0WszW?c*mKCN`|en;o4y02dL8-+LC5ImbdxWCVB%?DGBl&JSL)kR(~7n@{`I9S(%-EpmxestqaI{9d;J$buyrOexcWq"
    "Y*iyt7-(n%y3Xe5-baeF%uZyox3n&uapN@6bKiTOuCaq#KEbAHmb8iDRpuDOd`jx<Yu8Jz_`P<0ac;L&d%C37f;abM@m"
    "v6Lkc?<bO|{!MZccuO2Dzi>&ko-U7-;qEDwMi>8ic<$nK6I=c@ERg78khbhrhcMb~-WWbo+aTXymGz>!i~YUasvSP|i="
    "MkL0D@D~{qb<1vFu6v%Wv^LU5hr5IWt<2_!kR(stzj=F*uIw9%O5{mGtJV?%LpS8EN>ZH~E@mNzuK5_DqPYa%uiQ}$Ou"
    "Pwmg<oysL+gO&*1efo^^U`+b{TqF{|Qzp;ka=m3Ie9e&6q+lq{p<*Jz02iGd|0pU+CWsn<WWLFTH@)te$HxwtW0M??|4"
    "U)4lqxUDP!de7tt)W#^&g1A6#gSWh>c&3QN_x6g&bjOBeSJ2Dn6t7uIun4_Lm_z%#q=C9S!O<k&Mk=(P%UT)3&DSziCW"
    "Or1dc~`D2uHA9R{Xtc^s4Ls;fiWKrurR~XNNZe`Z!d2iaI^HTP50a?ZWw&Ibyw@XDaT5G@oI?c^@++j6zVZK2+7^_-7H"
    "7hu;p2qk25BA06Wd@5F1XpYM0Q^JpfE3FnV!*sD}^iE$B#plAyT&5XpEbtq`}ia1TE4;T@|jergKosv0eBQf2^#@FOMx"
    "{sYOSz9<EvBsr|vjyWo+F7MRs=-l=K!}<{NeG{4{Yb#SiJsRR-$BzpMJahEe8eK{Z>0%qk)s@<TO(sIUTL9Lc<eLfwU<"
    "<Tt@et^Dg;vLUXao^%5z4PWPAlz307oW54#Ic7sloprcq0P^^B+G70K9GSY};u#8U{w-;D52f{+Dk`zC?8WRBX<7Q*r}"
    "~FW!s_5a!R$Tw0%hNNJo1S+hgpzF|y$(v2H)M;0eh6wFTW)w!NQX*`dGG)I-)D9`Fymg*iJ$@}?+%^k=|2k83TP``1xA"
    "G)L?%J*|;VsGO+(8}eq*Tjt<8y9&0cJ0Y!kF0ys_T@PCD(hY~d*;Lr8SloiQlan>1I>h@b3kau(JE7eIX9$k9PugN&e+"
    "(fjH>^kj^Yv+x{j~=#w*sRP`HGZyfRgb9&Yo}a2FWb#2HC-FTavI4^FN-5{+80#;(4nW}u`2^&z3xyc&i|(i1I^u2Jqn"
    "jvt}bb_SAGZMQFzAIkltlBenr$rVWoypL(w!qBhRtWN#@<>1OHd%>8dhxl?e^6qVFOhgRLbKF#*C?;ix_ZOcot80oGv|"
    "W3&Bs8)E*f?sU<9AY}XlxBLg4IKXma&d<O~p5!!Sb6o`>54!Sdf6<bJl0hTN|jv1~nbVVhKlEt7d!(Bbgk2L^$MnNrh4"
    "*=EE+SZ7517+i~gLHL;w5Y42{()4dBF+x@WZ<cg}twr}gdT$8$E&4=g#ZXEwQrf^gO5v*nitTIi?>xQNF2Q1ADTap^??"
    "$32HwnOCEEn7{`vc*-!<v-}kq8CJ;%T5Ddk2$cY<iYr=C;eV{KkuA!zDUzQv1j<Gi6NOgM{9eeCoH8~9G}U__a<E`D%S"
    "Luq8D`kIu_}}3Tj(kwt6`8&WP9k)x}<mZ1c;WpYzMOl$A0%YtFh?1ra6y3>Z;%MVQr#iWCvkZ6|H{PvuX_Qivr}ER-ab"
    "1hW>^Or<P|C2Chgd^D7p<;GDhKi~bb|07GA*CU-G%53S*VsVS>LJ+X7gf5;ZKv=6C`QfRKf-quX@6y-`i&mr3Mo-p-Ge"
    "Qsy3@e0_q=Xwk-6jyThwzl!!NB>yi09)gOiI&uQ))x9vsK|1Rid=RzYCa%4Pu5Eaa@&`aD*@_;r)-|@4ai`{?95^CJR("
    "WblC9zai#57rvX16Sw(NK7OYJJ^e!nf&pP}-MGZCyTvKhFAV7t2It`Bbv7(h|H)2%y%9ju#6w({l_ANxSg%xH*?2g&J-"
    "zx_H*T2=+!9kHem@jtwPj!PSG$a%n84Ey)u&d){Pzh9rT=K}`mhL)^-GIa!4Mus>k-5W-Y@33m8GjD@=6X8-a<YDFML+"
    "zNc<1Jv5^6wZ?dsIL0=^}<w#UXFSjx3)1cW592jKd;$Z+pYxOOSt?TYi+**VC!5V~>x0RG{uHv6s+{wMj?ZhqQ&{pKLE"
    "usN6$#*v*r$6EBK(drn((g}BW8cui@c~~q790w<;hPs*d6O4ukGIR8e7(>lg;R8v4(;3)FMV^Q~N(?-q{Y>~c!kHbLvA"
    "I{^wX0WyJ%#PlBl=x-(8r@RAEcjaKbpK!_G{OEaNe}pp-WawEl>|!WZuABFuR}VpV(D^77Ym}5h`HRcU-^-iRqgmVHPY"
    "J+P^(gqh98tvySgLK8R$vUV=FRL!~c8!h;EB@kc8PY?;}fEdi!8oX}Z?DMb&%YRl0x#{>?)9&z0WLV}tT!ZDfShNx9{A"
    "}si6#)shk7<hEw>@#6Gy)Y4(5;|hcb3r691qcz}(<EF*sUVl258by%TyQ9X=Yzr(Hv}_wqn$B6NEy37=Ab#7Q&c+pf0R"
    "?9js"
)
