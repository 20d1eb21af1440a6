<?php
/**
 * The settings page's fields.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

use Aigw\Environment;
use Aigw\Network;
use Aigw\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * What the settings page asks for, and how a locked field looks.
 */
final class Fields {

	/**
	 * Fields by key: section, type, title, help.
	 *
	 * @return array
	 */
	public static function all(): array {
		return array(
			'default_model'   => array( 'section' => 'answers', 'type' => 'model', 'title' => __( 'Default model', 'aigw' ), 'help' => __( 'Used where nothing else is asked for. Empty: the gateway decides.', 'aigw' ) ),
			'answer_ttl'      => array( 'section' => 'answers', 'type' => 'number', 'title' => __( 'Keep answers for', 'aigw' ), 'unit' => __( 'seconds', 'aigw' ), 'help' => __( 'How long the shortcode shows one answer before it asks again.', 'aigw' ) ),
			'stream'          => array( 'section' => 'answers', 'type' => 'bool', 'title' => __( 'Streaming', 'aigw' ), 'help' => __( 'Let browsers take answers word by word, straight from the gateway.', 'aigw' ) ),
			'stream_model'    => array( 'section' => 'visitors', 'type' => 'model', 'title' => __( 'Model', 'aigw' ), 'help' => __( 'For questions that visitors ask in the block "AI answer", where the block names none. Empty: the default model.', 'aigw' ) ),
			'stream_tokens'   => array( 'section' => 'visitors', 'type' => 'number', 'title' => __( 'Longest answer', 'aigw' ), 'unit' => __( 'tokens', 'aigw' ), 'help' => __( 'Where the block names no other length.', 'aigw' ) ),
			'visitor_rpm'     => array( 'section' => 'visitors', 'type' => 'number', 'title' => __( 'Questions a minute', 'aigw' ), 'help' => '' ),
			'visitor_rpd'     => array( 'section' => 'visitors', 'type' => 'number', 'title' => __( 'Questions a day', 'aigw' ), 'help' => '' ),
			'visitor_usd_day' => array( 'section' => 'visitors', 'type' => 'number', 'step' => '0.01', 'title' => __( 'Money a day', 'aigw' ), 'unit' => 'USD', 'help' => '' ),
			'front_timeout'   => array( 'section' => 'advanced', 'type' => 'number', 'step' => '0.1', 'title' => __( 'Longest wait on a page', 'aigw' ), 'unit' => __( 'seconds', 'aigw' ), 'help' => __( 'No page waits longer for the gateway. After a wait in vain, pages ask nothing for 30 seconds.', 'aigw' ) ),
			'admin_timeout'   => array( 'section' => 'advanced', 'type' => 'number', 'step' => '0.1', 'title' => __( 'Longest wait elsewhere', 'aigw' ), 'unit' => __( 'seconds', 'aigw' ), 'help' => __( 'In the admin, in WP-Cron and on the command line.', 'aigw' ) ),
			'log_level'       => array( 'section' => 'advanced', 'type' => 'choice', 'title' => __( 'Log', 'aigw' ), 'choices' => array( 'off' => __( 'nothing', 'aigw' ), 'error' => __( 'failed calls, while WP_DEBUG is on', 'aigw' ), 'info' => __( 'every call', 'aigw' ) ), 'help' => __( 'Questions, answers and credentials are never logged.', 'aigw' ) ),
		);
	}

	/**
	 * Prints what the visitors' section is about.
	 *
	 * @return void
	 */
	public static function visitors() {
		echo '<p>' . esc_html__( 'What one visitor may use of the AI on public pages. The gateway enforces it, so that a public page cannot empty the budget.', 'aigw' ) . '</p>';
	}

	/**
	 * Prints the field of the connect code; it is always empty.
	 *
	 * @return void
	 */
	public static function code() {
		if ( SettingsPage::fixed() ) {
			self::lock( __( 'Fixed on the server by environment variables or constants (AIGW_...). Change it there.', 'aigw' ) );
			return;
		}
		if ( is_multisite() && Network::locked() ) {
			self::lock( __( 'Set by the network\'s administrator for all sites.', 'aigw' ) );
			return;
		}
		echo '<input type="password" class="regular-text code" id="' . esc_attr( SettingsPage::CODE ) . '" name="' . esc_attr( SettingsPage::CODE ) . '" value="" autocomplete="off" spellcheck="false" placeholder="aigw1_…" aria-describedby="aigw-code-help">';
		echo '<p class="description" id="aigw-code-help">' . esc_html__( 'One line that holds the gateway\'s address and a credential. It is sealed before it is stored and never shown again. Leave it empty to keep the connection.', 'aigw' ) . '</p>';
	}

	/**
	 * Prints a field.
	 *
	 * @param array $field Field with its key.
	 * @return void
	 */
	public static function show( $field ) {
		$key    = (string) $field['key'];
		$value  = Settings::get( $key );
		$name   = Settings::OPTION . '[' . $key . ']';
		$id     = 'aigw_' . $key;
		$locked = Settings::locked( $key );
		$help   = '' === $field['help'] ? '' : ' aria-describedby="' . esc_attr( $id ) . '-help"';
		// phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- $help is escaped above, disabled() by core.
		if ( 'bool' === $field['type'] ) {
			echo $locked ? '' : '<input type="hidden" name="' . esc_attr( $name ) . '" value="0">';
			echo '<label><input type="checkbox" id="' . esc_attr( $id ) . '" name="' . esc_attr( $name ) . '" value="1"' . checked( (bool) $value, true, false ) . disabled( $locked, true, false ) . '> ' . esc_html( $field['help'] ) . '</label>';
			$field['help'] = '';
		} elseif ( 'choice' === $field['type'] ) {
			echo '<select id="' . esc_attr( $id ) . '" name="' . esc_attr( $name ) . '"' . disabled( $locked, true, false ) . $help . '>';
			foreach ( $field['choices'] as $choice => $label ) {
				echo '<option value="' . esc_attr( $choice ) . '"' . selected( $value, $choice, false ) . '>' . esc_html( $label ) . '</option>';
			}
			echo '</select>';
		} elseif ( 'number' === $field['type'] ) {
			list( $low, $high ) = Settings::RANGES[ $key ];
			echo '<input type="number" class="small-text" id="' . esc_attr( $id ) . '" name="' . esc_attr( $name ) . '" value="' . esc_attr( (string) $value ) . '" min="' . esc_attr( (string) $low ) . '" max="' . esc_attr( (string) $high ) . '" step="' . esc_attr( $field['step'] ?? '1' ) . '"' . disabled( $locked, true, false ) . $help . '> ' . esc_html( $field['unit'] ?? '' );
		} else {
			echo '<input type="text" class="regular-text" list="' . esc_attr( ModelNames::LIST ) . '" autocomplete="off" id="' . esc_attr( $id ) . '" name="' . esc_attr( $name ) . '" value="' . esc_attr( (string) $value ) . '" spellcheck="false"' . disabled( $locked, true, false ) . $help . '>';
		}
		// phpcs:enable
		if ( '' !== $field['help'] ) {
			echo '<p class="description" id="' . esc_attr( $id ) . '-help">' . esc_html( $field['help'] ) . '</p>';
		}
		if ( $locked ) {
			/* translators: %s: name of a constant. */
			self::lock( Environment::has( Settings::constant( $key ) ) ? sprintf( __( 'Fixed on the server by %s.', 'aigw' ), Settings::constant( $key ) ) : __( 'Set by the network\'s administrator for all sites.', 'aigw' ) );
		}
	}

	/**
	 * Prints why a field cannot be changed.
	 *
	 * @param string $why Plain words.
	 * @return void
	 */
	private static function lock( string $why ) {
		echo '<p class="aigw-lock"><span class="dashicons dashicons-lock" aria-hidden="true"></span> ' . esc_html( $why ) . '</p>';
	}
}
