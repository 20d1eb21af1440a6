<?php
use Aigw\Answer;
use Aigw\Markdown;

/**
 * Models' Markdown as HTML that nobody can break out of, on the server and in the browser alike.
 */
final class MarkdownTest extends PHPUnit\Framework\TestCase {

	/** Signs that mean something, and some that do not. */
	const PIECES = array( '*', '**', '***', '_', '__', '~~', '`', '``', '```', "\n", "\n\n", '[', ']', '](', ')', '(', '![', '<', '>', '> ', '- ', '  - ', '1. ', '7) ', '# ', '###### ', '|', '|-|-|', "a|b\n-|-\n", '---', "```js\n", '~~~', '\\', '&', '&lt;', '"', "'", ':', 'http', 'https://e.org/', 'javascript:', 'mailto:a@b.c', '<script>', '</p>', '<img src=x onerror=alert(1)>', ' ', '    ', 'a', 'word ', 'ä', '漢', "\u{2022} ", "\u{00a0}", "\t", "\r", "\x00", '!', '+ ', '(x)', '"t"', '==' );

	/** @dataProvider examples */
	public function test_formats( string $said, string $html ): void {
		$this->assertSame( $html, Markdown::html( $said ) );
	}

	public function examples(): array {
		return array(
			'paragraphs'           => array( "one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>" ),
			'headings'             => array( "# One\n## Two ##\n#hash", "<h3>One</h3>\n<h4>Two</h4>\n<p>#hash</p>" ),
			'bold and italic'      => array( '**a** *b* __c__ _d_ ***e*** ~~f~~', '<p><strong>a</strong> <em>b</em> <strong>c</strong> <em>d</em> <strong><em>e</em></strong> <del>f</del></p>' ),
			'names stay whole'     => array( 'snake_case_name 2 * 3 * 4 **', '<p>snake_case_name 2 * 3 * 4 **</p>' ),
			'one in the other'     => array( '**a *b* c**', '<p><strong>a <em>b</em> c</strong></p>' ),
			'crossed'              => array( '**a *b** c*', '<p><strong>a *b</strong> c*</p>' ),
			'unclosed'             => array( '**a', '<p>**a</p>' ),
			'code'                 => array( '`a<b` ``c`d``', '<p><code>a&lt;b</code> <code>c`d</code></p>' ),
			'a fence'              => array( "```php\n<?php\n\$a;\n```\nend", "<pre><code class=\"language-php\">&lt;?php\n\$a;</code></pre>\n<p>end</p>" ),
			'a fence without end'  => array( "```\n**a**\n", "<pre><code>**a**\n</code></pre>" ),
			'a list'               => array( "Here:\n- a\n- b\n  - c", "<p>Here:</p>\n<ul><li>a</li><li>b\n<ul><li>c</li></ul></li></ul>" ),
			'numbers'              => array( "3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>' ),
			'a year is no list'    => array( "It was\n1984. Then", "<p>It was<br>\n1984. Then</p>" ),
			'a list with air'      => array( "1. **A**\n\n   more\n\n2. B", "<ol><li><p><strong>A</strong></p>\n<p>more</p></li><li><p>B</p></li></ol>" ),
			'a quote'              => array( "> a\n> - b", "<blockquote><p>a</p>\n<ul><li>b</li></ul></blockquote>" ),
			'a table'              => array( "| a | b |\n|---|:-:|\n| 1 | **2** |\n| 3 \\| 4 |", '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><strong>2</strong></td></tr><tr><td>3 | 4</td><td></td></tr></tbody></table>' ),
			'a rule'               => array( "a\n\n---\nb", "<p>a</p>\n<hr>\n<p>b</p>" ),
			'a link'               => array( '[a *b*](https://e.org/x_(y) "t")', '<p><a href="https://e.org/x_(y)" rel="nofollow ugc">a <em>b</em></a></p>' ),
			'an address'           => array( 'See https://e.org/a_b?c=1&d=(2).', '<p>See <a href="https://e.org/a_b?c=1&amp;d=(2)" rel="nofollow ugc">https://e.org/a_b?c=1&amp;d=(2)</a>.</p>' ),
			'a picture'            => array( '![tracks](https://evil.example/?q=secret)', '<p><a href="https://evil.example/?q=secret" rel="nofollow ugc">tracks</a></p>' ),
			'no link in a link'    => array( '[a [b](https://e.org) c](https://f.org)', '<p>[a <a href="https://e.org" rel="nofollow ugc">b</a> c](<a href="https://f.org" rel="nofollow ugc">https://f.org</a>)</p>' ),
			'a script address'     => array( '[x](javascript:alert(1)) <javascript:alert(1)> [y](data:text/html,z)', '<p>[x](javascript:alert(1)) &lt;javascript:alert(1)&gt; [y](data:text/html,z)</p>' ),
			'a tag'                => array( '<img src=x onerror="alert(1)">&lt;b&gt;', '<p>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;lt;b&amp;gt;</p>' ),
			'a tag in an address'  => array( '[x](https://e.org/"onmouseover="alert(1))', '<p>[x](<a href="https://e.org/" rel="nofollow ugc">https://e.org/</a>&quot;onmouseover=&quot;alert(1))</p>' ),
			'escapes'              => array( '\\*a\\* \\<b', '<p>*a* &lt;b</p>' ),
			'nothing'              => array( " \n\t\n", '' ),
		);
	}

	public function test_whatever_is_said_the_html_is_well_formed_and_holds_known_tags_alone(): void {
		foreach ( $this->random( 4000 ) as $said ) {
			$html = Markdown::html( $said );

			$this->assertSame( '', $this->broken( $html ), json_encode( $said ) . ' became ' . $html );
		}
	}

	public function test_wordpress_finds_nothing_to_take_out(): void {
		foreach ( $this->random( 500 ) as $said ) {
			$html = Answer::html( $said );

			$this->assertSame( 0, preg_match( '/[\[\]]/', $html ) );
			$this->assertSame( $this->words( Markdown::html( $said ) ), $this->words( $html ), json_encode( $said ) );
		}
	}

	public function test_the_browser_makes_the_same_of_it(): void {
		exec( 'node --version 2>/dev/null', $version, $none );
		if ( 0 !== $none ) {
			$this->markTestSkipped( 'There is no node here.' );
		}
		$texts = array_merge( array_column( $this->examples(), 0 ), $this->random( 3000 ) );
		$in    = tempnam( sys_get_temp_dir(), 'aigw' );
		file_put_contents( $in, json_encode( $texts ) );
		exec( 'node ' . escapeshellarg( __DIR__ . '/markdown.mjs' ) . ' ' . escapeshellarg( AIGW_DIR . '/blocks/answer' ) . ' < ' . escapeshellarg( $in ), $out, $code );
		unlink( $in );

		$made = json_decode( implode( "\n", $out ), true );

		$this->assertSame( 0, $code );
		foreach ( $texts as $i => $said ) {
			$this->assertSame( Markdown::html( $said ), $made[ $i ], json_encode( $said ) );
		}
	}

	/** @dataProvider floods */
	public function test_a_megabyte_takes_time_in_proportion( string $piece ): void {
		$part  = str_repeat( $piece, intdiv( 40000, strlen( $piece ) ) );
		$said  = str_repeat( $part . "\n\n", 25 );
		$begun = microtime( true );

		Markdown::html( $said );
		Markdown::html( str_repeat( $piece, intdiv( 1000000, strlen( $piece ) ) ) );

		$this->assertLessThan( 12.0, microtime( true ) - $begun ); // About 0.5 s here; what is not linear takes minutes.
	}

	public function floods(): array {
		$floods = array();
		foreach ( array( '*a', '**a ', '_a_ ', '`a', '``a`', '[', '[a](', '](a', '[a](http://b', '<http://', '![', '~~a', "- a\n", '- ', '> ', "> a\n", "  - a\n\n", '| a ', "a|b\n-|-\n", "|\n|-|\n|", '```', '# ', '\\', 'http://a', 'https://))', 'a:', ' ', "a\n", '*a **b ', '[*a](http://x) ', '](http://((((', '![a](http://b "' ) as $piece ) {
			$floods[ json_encode( $piece ) ] = array( $piece );
		}
		return $floods;
	}

	public function test_a_megabyte_passes_wordpress_too(): void {
		$begun = microtime( true );

		$html = Answer::html( str_repeat( '**a** <b>&amp; [x](https://e.org) ', 30000 ) );

		$this->assertGreaterThan( 1000000, strlen( $html ) );
		$this->assertLessThan( 20.0, microtime( true ) - $begun );
	}

	/** Texts of pieces that mean something, the same in every run. */
	private function random( int $many ): array {
		mt_srand( 20261124 );
		$texts = array();
		for ( $i = 0; $i < $many; $i++ ) {
			$text = '';
			for ( $n = mt_rand( 1, 25 ); $n > 0; $n-- ) {
				$text .= self::PIECES[ mt_rand( 0, count( self::PIECES ) - 1 ) ];
			}
			$texts[] = $text;
		}
		return $texts;
	}

	/** The text without tags, entities read. */
	private function words( string $html ): string {
		return html_entity_decode( preg_replace( '/<[^>]*>/', '', $html ), ENT_QUOTES, 'UTF-8' );
	}

	/** What is wrong with HTML; '' where nothing is. */
	private function broken( string $html ): string {
		$open = array();
		preg_match_all( '/<[^>]*>?/', $html, $tags );
		foreach ( $tags[0] as $tag ) {
			if ( preg_match( '#^</(\w+)>$#', $tag, $m ) ) {
				if ( array_pop( $open ) !== $m[1] ) {
					return $tag . ' is not the end of what was begun';
				}
			} elseif ( preg_match( '#^<(p|h[3-6]|ul|li|blockquote|table|thead|tbody|tr|th|td|pre|code|strong|em|del|br|hr)>$|^<(a) href="(?:https?://|mailto:)[^"<> \n]+" rel="nofollow ugc">$|^<(ol)(?: start="\d+")?>$|^<(code) class="language-[\w+\#.-]+">$#iu', $tag, $m ) ) {
				$name = implode( '', array_slice( $m, 1 ) );
				if ( ! in_array( $name, array( 'br', 'hr' ), true ) ) {
					if ( 'a' === $name && in_array( 'a', $open, true ) ) {
						return 'a link within a link';
					}
					$open[] = $name;
				}
			} else {
				return $tag . ' is no tag that we make';
			}
		}
		return array() === $open ? '' : implode( ' ', $open ) . ' never ends';
	}
}
